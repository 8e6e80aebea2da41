"""How far the documents of an index are about one thing: what silence has to be judged by depends on it.

In a library on one subject nearly every question is similar to something, so similarity says little; in a mixed
one it says much.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ingest.embed import Vectors

_ONE_SUBJECT = 0.2  # from this cohesion on; mixed public sets measure 0.02 to 0.06, our two articles 0.7
_LOOKED_AT = 2_000  # passages, evenly spread


def cohesion(vectors: Vectors) -> float:
    """The mean cosine of two passages, -1..1, from unit-length rows; 1 where there is no passage to differ."""
    if not len(vectors):
        return 1.0
    rows = vectors[:: -(-len(vectors) // _LOOKED_AT)]
    return float(np.square(rows.mean(axis=0, dtype=np.float64)).sum())


def is_on_one_subject(generation: Path) -> bool:
    """Whether the passages of a generation are about one thing rather than many."""
    return cohesion(np.load(generation / "vectors.npy", mmap_mode="r", allow_pickle=False)) >= _ONE_SUBJECT
