"""Where the built-in corpus lies."""

from __future__ import annotations

from pathlib import Path


def builtin_corpus() -> Path:
    """The corpus folder beside this package, in a checkout as in an installation.

    Not looked up as a module: any folder called "corpus" where the user works would be found instead.
    """
    return Path(__file__).resolve().parent.parent / "corpus"
