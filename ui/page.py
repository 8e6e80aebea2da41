"""The chat page: the one module that talks to Gradio. Import it through `ui.app`, which quiets Gradio first."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import gradio as gr

from ui.evidence import evidence_html
from ui.header import HEADER, welcome_html
from ui.transcript import chat_messages
from ui.visitor import Assistant, Visitor, refuse_question

HEAD = '<link rel="stylesheet" href="page/page.css"><script src="page/page.js" defer></script>'
QUEUE_SIZE = 100
ANSWERS_AT_ONCE = 2
SESSIONS = 200

Outputs = tuple[Any, Any, Any, Any, Visitor]


def build_page(assistant: Assistant) -> gr.Blocks:
    """The page with its events wired up."""
    page = gr.Blocks(analytics_enabled=False, title="Fingerpost", fill_height=True, fill_width=True)
    page.state_session_capacity = SESSIONS
    with page:
        visitor = gr.State(None)
        with gr.Row(elem_id="top"):
            _html(HEADER, "brand")
            anew = gr.Button("New chat", elem_id="anew", size="sm")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                chat = _chat(assistant)
                notice = _html("", "notice")
                box = _question_box()
            with gr.Column(elem_id="panel"):
                evidence = _html(evidence_html([], assistant.documents), "evidence")
        outputs = [box, chat, evidence, notice, visitor]
        _wire(assistant, outputs, anew)
    page.queue(max_size=QUEUE_SIZE, default_concurrency_limit=ANSWERS_AT_ONCE)
    return page


def page_theme() -> gr.themes.Base:
    """Gradio's plainest theme with the system's fonts; the rest is in page.css."""
    return gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])


def _html(value: str, name: str) -> gr.Markdown:
    # gr.HTML fills templates with eval, which the page's content security policy forbids.
    # gr.Markdown passes one line of HTML through its sanitiser.
    return gr.Markdown(value, elem_id=name, latex_delimiters=[], container=False)


def _chat(assistant: Assistant) -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        show_label=False,
        height="100%",
        layout="bubble",
        buttons=["copy"],
        allow_tags=False,
        allow_file_downloads=False,
        latex_delimiters=[],
        feedback_options=None,
        group_consecutive_messages=False,
        placeholder=welcome_html(assistant.documents),
        examples=[{"text": question} for question in assistant.examples],
    )


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label="Your question",
        placeholder="Ask a question",
        lines=1,
        max_lines=8,
        autofocus=True,
        submit_btn=True,
        stop_btn=False,
    )


def _wire(assistant: Assistant, outputs: list[Any], anew: gr.Button) -> None:
    box, chat, _, _, visitor = outputs

    def ask(question: str, current: Visitor | None) -> Iterator[Outputs]:
        yield from _ask(question, current or Visitor(assistant))

    def ask_option(current: Visitor | None, event: gr.SelectData) -> Iterator[Outputs]:
        chosen = event.value["text"] if isinstance(event.value, dict) else event.value
        yield from _ask(str(chosen), current or Visitor(assistant))

    def retry(current: Visitor | None) -> Iterator[Outputs]:
        current = current or Visitor(assistant)
        yield from _ask(current.take_back() or "", current)

    def take_back(current: Visitor | None) -> Outputs:
        current = current or Visitor(assistant)
        return _show(current, question=current.take_back() or "")

    def stop(current: Visitor | None) -> Outputs:
        current = current or Visitor(assistant)
        current.stop()
        return _show(current)

    quiet: dict[str, Any] = {"outputs": outputs, "show_progress": "hidden", "api_visibility": "private"}
    asking = [
        box.submit(ask, [box, visitor], **{**quiet, "api_visibility": "public"}, api_name="ask"),
        chat.example_select(ask_option, visitor, **quiet),
        chat.option_select(ask_option, visitor, **quiet),
        chat.retry(retry, visitor, **quiet),
    ]
    box.stop(stop, visitor, cancels=asking, queue=False, **quiet)
    chat.undo(take_back, visitor, cancels=asking, **quiet)
    anew.click(lambda: _show(Visitor(assistant), question=""), None, cancels=asking, **quiet)


def _ask(question: str, visitor: Visitor) -> Iterator[Outputs]:
    question = question.strip()
    refusal = refuse_question(question, len(visitor.turns))
    if refusal or not question:
        yield _show(visitor, notice=refusal)
        return
    first = True
    for _ in visitor.ask(question):
        yield _show(visitor, question="" if first else None, running=True, evidence=False)
        first = False
    yield _show(visitor)


def _show(
    visitor: Visitor,
    question: str | None = None,
    notice: str = "",
    running: bool = False,
    evidence: bool = True,
) -> Outputs:
    """The page's new values; None leaves the question box as the visitor has it."""
    buttons: dict[str, Any] = {"submit_btn": not running, "stop_btn": running}
    return (
        gr.update(**buttons) if question is None else gr.update(value=question, **buttons),
        chat_messages(visitor.turns),
        evidence_html([turn.answer for turn in visitor.turns], visitor.documents) if evidence else gr.skip(),
        f'<p role="alert" class="alert">{escape(notice)}</p>' if notice else "",
        visitor,
    )
