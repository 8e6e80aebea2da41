"""The library Fingerpost answers from: documents, decision rules and synonyms. Data only."""
