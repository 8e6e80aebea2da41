"""Phrases that name the sources are taken out of a question."""

import pytest

from assistant.attribution import strip_attribution
from ingest.document import Document

DOCUMENTS = [Document("d", "Parcels", "The Post", "", "", (), "")]


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("According to The Post, how fast is the van?", "how fast is the van?"),
        ("How fast is the van according to the article?", "How fast is the van?"),
        ("In the The Post article, how fast is the van?", "how fast is the van?"),
        ("How fast is the van?", "How fast is the van?"),
        ("How large is The Post?", "How large is The Post?"),
        ("In the article?", "In the article?"),
    ],
)
def test_strip_attribution(typed: str, left: str) -> None:
    assert strip_attribution(typed, DOCUMENTS) == left
