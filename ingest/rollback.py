"""Go back to the generation that was published before the current one."""

from __future__ import annotations

from pathlib import Path

from ingest.errors import IndexUnavailable
from ingest.index import current_generation, locked, point_to
from ingest.verify import open_store


def roll_back(root: Path) -> Path:
    """Publish the generation before the current one again, and return its folder.

    It is checked first. The index then stays as it is until the next `ingest`, even where its documents have
    changed. Raises IndexUnavailable where there is no earlier generation or it is damaged.
    """
    if not root.is_dir():
        raise IndexUnavailable(f"no index in {root}; build it with: fingerpost ingest")
    with locked(root):
        current = current_generation(root)
        newest = int(current.name) if current else 0
        earlier = [int(entry.name) for entry in (root / "generations").glob("*") if entry.name.isdigit()]
        numbers = [number for number in earlier if number < newest]
        if not numbers:
            raise IndexUnavailable(
                f"the index in {root} has no earlier generation to go back to; change the documents and run: "
                "fingerpost ingest"
            )
        target = root / "generations" / str(max(numbers))
        open_store(target).close()
        point_to(root, target, rolled_back=True)
    return target
