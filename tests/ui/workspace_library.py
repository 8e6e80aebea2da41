"""A small library on disk, with the real assistant over it, for tests of the visitor's own documents."""

from __future__ import annotations

from pathlib import Path

from assistant import Assistant

LIBRARY = """---
id: parcels
title: Choosing a parcel service
publisher: The parcel club
published: 2024-05-01
---

# Choosing a parcel service

## Speed

The van delivers a parcel in two days on the mainland.

## Price

The van costs seven euros for each parcel up to 20 kg.
"""

OWN = """# Notes on the ferry

## Timetable

The ferry leaves the harbour at nine o'clock every morning.

## Cabins

A cabin on the ferry costs forty euros a night.
"""


def open_library(folder: Path) -> Assistant:
    documents = folder / "documents"
    documents.mkdir(parents=True)
    (documents / "parcels.md").write_text(LIBRARY, encoding="utf-8")
    return Assistant.open(corpus=documents, index=folder / "index")
