"""What the last generation holds of documents that have not changed: they are neither parsed nor split again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.contents import stored_vectors
from ingest.document import Document, Passage
from ingest.embed import Vectors
from ingest.errors import IndexUnavailable
from ingest.index import Manifest, document_fingerprint, read_manifest
from ingest.inputs import Inputs
from ingest.read import ReadBefore
from ingest.verify import read_passages

Split = list[tuple[Passage, str]]  # the passages of a document, each with the key of what was embedded


@dataclass(frozen=True)
class Kept:
    """Documents by place and hash of their file, their passages by id, and vectors by the key of what was embedded."""

    documents: Mapping[tuple[str, str], Document]
    splits: Mapping[str, Split]
    vectors: Mapping[str, Vectors]

    def reader(self, inputs: Inputs) -> ReadBefore:
        """What gives the document of a file that lies in its old place with its old content."""
        return lambda path, place: self.documents.get((place, inputs.hashes.get(path, "")))

    def find(self, document: Document) -> Split | None:
        """The passages of a document, None where it is not one of those kept."""
        split = self.splits.get(document.id)
        return split if split and split[0][0].document is document else None


NOTHING = Kept({}, {}, {})


def read_kept(generation: Path, now: Manifest) -> Kept:
    """What can be kept of a generation, which may be damaged; `now` tells how an index is made today."""
    old = read_manifest(generation)
    vectors = stored_vectors(generation) if old.same_model(now) else {}
    try:
        passages = read_passages(generation) if vectors and old.same_passages(now) else ()
    except (IndexUnavailable, OSError, ValueError):
        passages = ()
    splits: dict[str, Split] = defaultdict(list)
    for passage, key in zip(passages, old.passage_keys if passages else (), strict=True):
        splits[passage.document.id].append((passage, key))
    documents = (split[0][0].document for split in splits.values())
    # Its fingerprint also changes with the parsers.
    same = [document for document in documents if document_fingerprint(document) == old.documents.get(document.id)]
    return Kept({(document.place, document.sha256): document for document in same}, splits, vectors)
