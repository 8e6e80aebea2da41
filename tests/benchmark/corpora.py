"""Documents to measure with: many small ones made from the built-in corpus, and front matter as questions."""

from __future__ import annotations

import random
import re
from pathlib import Path

from assistant.builtin import builtin_corpus
from assistant.units import split_units
from ingest.embed import Embedder
from ingest.read import read_documents
from ingest.split import split_document

_DESCRIPTION = re.compile(r"(?m)^description: *(\S+(?: +\S+){3,})$")  # of four words or more


def sentences(embedder: Embedder) -> list[str]:
    """The sentences of the built-in corpus."""
    documents, _ = read_documents([builtin_corpus()])
    passages = [p for d in documents for p in split_document(d, embedder.count_tokens, embedder.max_tokens)]
    return [unit.plain for passage in passages if passage.kind == "paragraph" for unit in split_units(passage)]


def write_many(folder: Path, documents: int, paragraphs: int, embedder: Embedder) -> None:
    """Documents of some paragraphs, each of two sentences drawn by lot under a heading of its own."""
    chance = random.Random(1)
    pool = sentences(embedder)
    folder.mkdir(parents=True)
    for number in range(documents):
        parts = [f"# Note {number}"]
        for part in range(paragraphs):
            first, second = chance.sample(pool, 2)
            parts += [f"## Remark {number}.{part}", f"{first} In release {number}.{part}, this was so: {second}"]
        (folder / f"{number:06}.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def write_known_items(source: Path, target: Path, most: int) -> dict[str, str]:
    """Copy documents without their description; the descriptions by document id."""
    questions: dict[str, str] = {}
    for file in sorted(path for path in source.rglob("*") if path.suffix in {".md", ".mdx"}):
        if len(questions) == most:
            break
        text = file.read_text(encoding="utf-8")
        found = _DESCRIPTION.search(text, 0, text.find("\n---", 3) + 1)
        if not found:
            continue
        description = found.group(1).strip(" \"'")
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text.replace(description, ""), encoding="utf-8")
        questions[place.relative_to(target).with_suffix("").as_posix()] = description
    return questions
