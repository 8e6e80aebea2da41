"""The decision rules: needs from free text, a recommendation, and what would change it."""
