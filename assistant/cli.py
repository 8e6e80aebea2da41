"""The `fingerpost` command. Parses, calls, prints: results to stdout, progress to stderr."""

from __future__ import annotations

import json
import os
import sys
from contextlib import ExitStack, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import options
from assistant.progress import progress_bar
from assistant.quiet import stay_quiet
from assistant.terminal import CleanOutput, print_answer, print_clean
from ingest.errors import FingerpostError

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.evaluation.evaluate import System
    from ingest.build import IngestReport

SHOWN_NOTES = 20
SOME_SKIPPED = 3  # exit status of `ingest`: 1 and 2 say that nothing was done

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Cited answers and recommendations on Node.js, Express.js and Next.js, from local documents and offline.",
)

feedback = typer.Typer(rich_markup_mode=None, help="What visitors of the page think of its answers.")
app.add_typer(feedback, name="feedback")


@app.command()
def chat(
    host: options.Host = "127.0.0.1",
    port: options.Port = 7860,
    browser: options.Browser = False,
    password_file: options.PasswordFile = None,
    name: options.HostNames = None,
    uploads: options.Uploads = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
) -> None:
    """Open the chat page on http://127.0.0.1:7860."""
    from threading import Event, Thread

    from ui.open_site import open_site, open_workspace
    from ui.serve import serve

    site = open_site(host, name or (), password_file, uploads)
    assistant = open_assistant(corpus, index, model)
    if uploads:
        with progress_bar("Reading your documents") as progress:
            site = replace(site, workspace=open_workspace(assistant, progress))
    stop = Event()
    warming = Thread(target=assistant.knowledge.warm_up, args=[stop], daemon=True)
    warming.start()
    try:
        serve(assistant, site, port=port, open_browser=browser)
    finally:  # a model that still runs as Python ends would abort the process
        stop.set()
        warming.join()


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question in plain words.", metavar="QUESTION")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    adr: Annotated[
        Path | None, typer.Option(help="Write a recommendation's decision record here.", metavar="FILE")
    ] = None,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
) -> None:
    """Answer one question, with its sources."""
    if not question.strip():
        raise FingerpostError('the question is empty; ask like this: fingerpost ask "What is Express.js?"')
    # Bytes that are no text come from the command line as lone surrogates, which no encoder takes.
    question = question.encode("utf-8", "replace").decode()
    answer = open_assistant(corpus, index, model).ask(question)
    if as_json:
        print(json.dumps(answer.to_dict(), indent=2))
    else:
        print_answer(answer)
    if adr:
        if answer.recommendation is None:
            raise FingerpostError("there is no recommendation to record; ask which option to choose for a project")
        write_file(adr, answer.recommendation.to_adr())


@app.command()
def ingest(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders.", show_default="built-in", metavar="PATH")
    ] = None,
    rollback: Annotated[bool, typer.Option("--rollback", help="Go back to the index before the last one.")] = False,
    index: options.Index = None,
) -> None:
    """(Re)build the index from files and folders.

    Ends with status 3 where some files were skipped and the others are in.
    """
    from assistant.open_index import default_index, open_embedder
    from assistant.open_index import ingest as build

    root = index or default_index()
    if rollback:
        if paths:
            raise FingerpostError(f"--rollback takes no paths ({paths[0]}); leave one of the two out")
        from ingest.rollback import roll_back

        print(f"back to generation {roll_back(root).name}, until the next: fingerpost ingest")
        return
    with progress_bar("Reading files") as reading, progress_bar("Embedding") as progress:
        report = build(paths or None, root, open_embedder(), progress, reading)
    print_report(report)
    if report.skipped:
        raise typer.Exit(SOME_SKIPPED)


@app.command()
def evaluate(
    questions: options.Questions = None,
    system: options.System = options.SystemName.FINGERPOST,
    split: options.Half = None,
    json_file: options.JsonFile = None,
    report: options.ReportFile = None,
    compare: options.Compare = None,
    floor: options.Floors = None,
    without: options.Without = None,
    ablations: options.Ablations = False,
    public: options.Public = None,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
) -> None:
    """Score a question set."""
    from assistant.evaluation.evaluate import run
    from assistant.evaluation.systems import check_options, choose_system, find_questions

    ordinary = [questions, split, report, compare, floor, corpus, index, model]
    check_options(system, without or [], ablations, public, ordinary)
    if public:
        from assistant.evaluation.public.run import run_public

        raise typer.Exit(run_public(public, json_file))
    if ablations:
        from assistant.evaluation.ablation_table import run_ablations

        opened = open_assistant(corpus, index, model)
        raise typer.Exit(run_ablations(questions or find_questions(), split, opened, json_file))
    settings: dict[str, object] = {"without": ", ".join(without)} if without else {}
    cleaning = ExitStack()

    def open_system() -> System:
        opened = open_assistant(corpus, index, model)
        settings["index"] = opened.version
        if opened.model:
            settings["model"] = opened.model
        return choose_system(opened, system, without or [], cleaning)

    with cleaning, redirect_stdout(CleanOutput(sys.stdout)):
        code = run(
            questions or find_questions(),
            system,
            open_system=open_system,
            split=split,
            json_file=json_file,
            report=report,
            compare=compare,
            floors=floor or [],
            settings=settings,
        )
    raise typer.Exit(code)


@feedback.command("export")
def export_feedback(
    as_json: Annotated[bool, typer.Option("--json", help="Print the feedback itself, a line of JSON each.")] = False,
) -> None:
    """Print the feedback given on the page as a question set, in YAML."""
    from ui.feedback_export import question_set
    from ui.open_site import feedback_file

    file = feedback_file()
    opinions = file.read()
    if not opinions:
        raise FingerpostError(f"there is no feedback in {file.path} yet; judge answers on the page with the thumbs")
    text = "".join(json.dumps(opinion.line) + "\n" for opinion in opinions) if as_json else question_set(opinions)
    print_clean(text.rstrip("\n"))


@app.command()
def check(corpus: options.Corpus = None) -> None:
    """Check a corpus: documents, rules, quotes, ids."""
    from assistant.check import check_folder

    problems = check_folder(corpus)
    for problem in problems:
        print_clean(" ".join(problem.split()))
    if problems:
        raise FingerpostError(f"{len(problems)} to mend, listed above; then check again")
    print("All in order.")


def open_assistant(corpus: Path | None, index: Path | None, model: str | None = None) -> Assistant:
    """Open the assistant, with a progress bar while its index is built."""
    from assistant.assistant import Assistant

    with progress_bar("Building the index") as progress:
        return Assistant.open(corpus=corpus, index=index, model=model, progress=progress)


def print_report(report: IngestReport) -> None:
    for document, note in report.notes[:SHOWN_NOTES]:
        print_clean(f"{document}: {note}", sys.stderr)
    if len(report.notes) > SHOWN_NOTES:
        print_clean(f"and {len(report.notes) - SHOWN_NOTES} more notes on what was removed or guessed", sys.stderr)
    for skipped in report.skipped:
        print_clean(f"skipped {skipped.path}: {skipped.reason}", sys.stderr)
    state = "nothing changed" if report.unchanged else f"{report.embedded} embedded"
    print(
        f"documents: {report.documents}, passages: {report.passages} ({state}), "
        f"skipped files: {len(report.skipped)}, {report.seconds:.1f} s"
    )


def write_file(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FingerpostError(f"can't write {path} ({error.strerror}); give another file") from error


def main() -> None:
    """Run the command. A user's mistake is one line on stderr and an exit status that is not 0."""
    try:
        stay_quiet()
        # Shown by us and not by typer, whose own errors take several lines.
        code = app(sys.argv[1:] or ["--help"], prog_name="fingerpost", standalone_mode=False)
        sys.stdout.flush()  # here, where a closed pipe is still noticed
    except typer.TyperException as error:
        fail(f"{error.format_message().rstrip('.')}; see: fingerpost --help", error.exit_code)
    except FingerpostError as error:
        fail(str(error), 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing left to flush at exit
        sys.exit(1)
    except OSError as error:
        fail(f"{error.filename or 'input or output'}: {error.strerror or error}; check the path and its rights", 1)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(code)


def fail(message: str, code: int) -> None:
    print_clean("fingerpost: " + " ".join(message.split()), sys.stderr)
    sys.exit(code)
