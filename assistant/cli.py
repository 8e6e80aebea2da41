"""The `fingerpost` command. Parses, calls, prints: results to stdout, progress to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import FingerpostError

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from ingest.build import IngestReport, Progress

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Cited answers and recommendations on Node.js, Express.js and Next.js, from local documents and offline.",
)

Index = Annotated[Path | None, typer.Option(help="Folder of the index.", show_default="in the user's data folder")]
Corpus = Annotated[Path | None, typer.Option(help="Folder of documents to answer from.", show_default="built-in")]


@app.command()
def chat(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 7860,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = False,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Open the chat page on http://127.0.0.1:7860."""
    from ui.serve import serve

    serve(open_assistant(corpus, index), host=host, port=port, open_browser=browser)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question in plain words.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    adr: Annotated[Path | None, typer.Option(help="Write the decision record of a recommendation here.")] = None,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Answer one question, with its sources."""
    from assistant.terminal import print_answer

    if not question.strip():
        raise FingerpostError('the question is empty; ask like this: fingerpost ask "What is Express.js?"')
    answer = open_assistant(corpus, index).ask(question)
    if as_json:
        print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
    else:
        print_answer(answer)
    if adr:
        if answer.recommendation is None:
            raise FingerpostError("there is no recommendation to record; ask which option to choose for a project")
        write_file(adr, answer.recommendation.to_adr())


@app.command()
def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders.", show_default="built-in")] = None,
    index: Index = None,
) -> None:
    """(Re)build the index from documents, by default the built-in ones."""
    from assistant.assistant import default_index, open_embedder
    from assistant.assistant import ingest as build

    root = index or default_index()
    with progress_bar("Embedding") as progress:
        report = build(paths, root, open_embedder(), progress)
    print_report(report)


@app.command()
def evaluate(
    questions: Annotated[Path | None, typer.Argument(help="A question set: a YAML file or a folder of them.")] = None,
    system: Annotated[str, typer.Option(help="fingerpost, or naive: the usual tutorial pipeline.")] = "fingerpost",
    split: Annotated[str | None, typer.Option(help="Only this split: dev or reported.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write every result here.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write an HTML report here.")] = None,
    compare: Annotated[Path | None, typer.Option(help="Compare with an earlier --json file.")] = None,
    floor: Annotated[float | None, typer.Option(help="Exit with 1 where trusted answers are below this (0-1).")] = None,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Score a question set."""
    from assistant.evaluate import run

    opened = open_assistant(corpus, index)
    chosen = questions or find_questions()
    code = run(
        chosen,
        system,
        open_system=lambda: open_system(system, opened),
        split=split,
        json_file=json_file,
        report=report,
        compare=compare,
        floor=floor,
        settings={"index": opened.version},
    )
    raise typer.Exit(code)


@app.command()
def check(corpus: Corpus = None) -> None:
    """Check a corpus: documents readable, rules and their quotes in order, every option reachable."""
    from assistant.check import check_folder

    problems = check_folder(corpus)
    for problem in problems:
        print(problem)
    if problems:
        raise FingerpostError(f"{len(problems)} to mend")
    print("All in order.")


def open_assistant(corpus: Path | None, index: Path | None) -> Assistant:
    """Open the assistant, with a progress bar while its index is built."""
    from assistant.assistant import Assistant

    with progress_bar("Building the index") as progress:
        return Assistant.open(corpus=corpus, index=index, progress=progress)


def open_system(name: str, opened: Assistant) -> object:
    """A system under evaluation. Raises FingerpostError for an unknown name."""
    if name == "fingerpost":
        return opened
    if name == "naive":
        from assistant.assistant import open_embedder
        from assistant.naive import NaiveSystem

        return NaiveSystem(opened.documents, open_embedder().embed, guide=opened.guide)
    raise FingerpostError(f"no system is called {name!r}; choose fingerpost or naive")


def find_questions() -> Path:
    """The project's own question set, where the command runs in a checkout."""
    folder = Path("tests/questions")
    if not folder.is_dir():
        raise FingerpostError("no question set given, and there is no tests/questions here; give a YAML file")
    return folder


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """A bar on stderr that shows up with the first progress reported."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=False) as bar:
        tasks: list[int] = []

        def advance(done: int, total: int) -> None:
            if not tasks:
                tasks.append(bar.add_task(label, total=total))
            bar.update(tasks[0], completed=done, total=total)  # type: ignore[arg-type]

        yield advance


def print_report(report: IngestReport) -> None:
    for skipped in report.skipped:
        print(f"skipped {skipped.path}: {skipped.reason}", file=sys.stderr)
    state = "nothing changed" if report.unchanged else f"{report.embedded} embedded"
    print(
        f"{report.documents} documents, {report.passages} passages ({state}), "
        f"{len(report.skipped)} files skipped, {report.seconds:.1f} s"
    )


def write_file(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FingerpostError(f"can't write {path} ({error.strerror}); give another file") from error


def main() -> None:
    """Run the command; a user's mistake is one line on stderr and exit status 1."""
    try:
        app()
    except FingerpostError as error:
        print(f"fingerpost: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
