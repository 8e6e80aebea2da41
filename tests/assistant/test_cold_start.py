"""What a question in a new process does not wait for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

LOADED = """
import sys
from assistant.cli import main
try:
    main()
finally:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""
HEAVY = {"torch", "sentence_transformers", "transformers", "gradio", "sklearn", "pandas"}


def test_a_question_loads_no_heavy_library(
    run: Callable[..., CompletedProcess[str]], index: Path, tmp_path: Path
) -> None:
    done = run("-c", LOADED, "ask", "Can API routes hold a WebSocket?", cwd=tmp_path)
    assert done.returncode == 0
    assert "WebSocket" in done.stdout
    loaded = set(done.stderr.split())
    assert {"chromadb", "numpy", "safetensors"} <= loaded
    assert loaded & HEAVY == set()
