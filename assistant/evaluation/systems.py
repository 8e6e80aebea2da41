"""Which system an evaluation asks: the assistant, the assistant without some steps, or the tutorial pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from assistant.assistant import Assistant
from assistant.evaluation.ablation import remove_steps
from assistant.evaluation.evaluate import System
from assistant.evaluation.naive import NaiveSystem
from assistant.open_index import open_embedder
from ingest.errors import FingerpostError

NAIVE = "naive"


def check_options(
    system: str, without: Sequence[str], ablations: bool, public: Path | None, others: Sequence[object]
) -> None:
    """Refuse options that would be passed over in silence.

    `others` are those of an ordinary run. Raises FingerpostError.
    """
    if public and (without or ablations or system == NAIVE or any(others)):
        raise FingerpostError(f"--public {public} goes with --json alone; leave the other options out")
    if ablations and (without or system == NAIVE):
        raise FingerpostError("--ablations leaves out one step after another by itself; give no --without or --system")
    if system == NAIVE and without:
        raise FingerpostError(f"the naive system has no step {without[0]!r}; leave --without or --system out")


def choose_system(opened: Assistant, name: str, without: Sequence[str], cleaning: ExitStack) -> System:
    """The system by that name over what `opened` has opened; `cleaning` closes it."""
    if name == NAIVE:
        naive = NaiveSystem(opened.documents, open_embedder().embed, guide=opened.guide)
        return cleaning.enter_context(closing(naive))
    return remove_steps(opened, without, cleaning) if without else opened


def find_questions() -> Path:
    """The project's own question set, where the command runs in a checkout."""
    folder = Path("tests/questions")
    if not folder.is_dir():
        raise FingerpostError("no question set given, and there is no tests/questions here; give a YAML file")
    return folder
