"""The options and arguments of the `fingerpost` command, as types of its parameters."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class SystemName(StrEnum):
    """What `evaluate` can score."""

    FINGERPOST = "fingerpost"
    NAIVE = "naive"


class Split(StrEnum):
    """The halves of a question set."""

    DEV = "dev"
    REPORTED = "reported"


# Of several commands.
Corpus = Annotated[
    Path | None, typer.Option(help="Folder of documents to answer from.", show_default="built-in", metavar="DIR")
]
Index = Annotated[
    Path | None, typer.Option(help="Folder of the index.", show_default="in the user's data folder", metavar="DIR")
]
Model = Annotated[
    str | None,
    typer.Option(help="Language model for the wording, like ollama:qwen3:4b or gguf:FILE.", metavar="NAME"),
]

# Of `chat`.
Host = Annotated[str, typer.Option(help="Address to listen on; beyond this machine with a password.", metavar="HOST")]
Port = Annotated[int, typer.Option(help="Port to listen on.", metavar="PORT")]
Browser = Annotated[bool, typer.Option("--browser", help="Open the page in the browser.")]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        help="Ask for the password in this file's first line.", show_default="FINGERPOST_PASSWORD", metavar="FILE"
    ),
]
HostNames = Annotated[
    list[str] | None, typer.Option(help="Another host name of the page, as behind a proxy.", metavar="HOST")
]
Uploads = Annotated[
    bool, typer.Option("--uploads", help="Let documents be added on the page.", envvar="FINGERPOST_UPLOADS")
]

# Of `evaluate`.
Questions = Annotated[
    Path | None,
    typer.Argument(
        help="A YAML file of questions or a folder of them.", show_default="tests/questions", metavar="QUESTIONS"
    ),
]
System = Annotated[SystemName, typer.Option(help="fingerpost, or naive: the usual tutorial pipeline.", metavar="NAME")]
Half = Annotated[Split | None, typer.Option(help="Only this half: dev or reported.", metavar="NAME")]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Write every result here.", metavar="FILE")]
ReportFile = Annotated[Path | None, typer.Option(help="Write an HTML report here.", metavar="FILE")]
Compare = Annotated[Path | None, typer.Option(help="Compare with an earlier --json file.", metavar="FILE")]
Floors = Annotated[
    list[str] | None,
    typer.Option(help="Exit with 1 below this: 0.9 or trusted=0.9, false=0.1, or a JSON file.", metavar="FLOOR"),
]
Without = Annotated[
    list[str] | None,
    typer.Option(help="Leave a step out, like rerank; a wrong name lists them all.", metavar="STEP"),
]
Ablations = Annotated[bool, typer.Option("--ablations", help="Show what each step is worth.")]
Public = Annotated[Path | None, typer.Option(help="Score the public sets in this folder instead.", metavar="DIR")]
