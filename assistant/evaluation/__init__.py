"""Scoring a question set: metrics, tables, reports and the system to compare with."""
