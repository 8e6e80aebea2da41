"""A language model as a writer under an editor: its wording is used, its facts never."""
