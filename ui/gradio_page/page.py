"""The chat page's layout."""

from __future__ import annotations

import gradio as gr

from ui.decision import decision_html
from ui.evidence import evidence_html
from ui.extras import Extras
from ui.gradio_page.events import Parts, wire_events
from ui.gradio_page.feedback_box import THUMBS, add_feedback
from ui.header import HEADER, welcome_html
from ui.panels import panel_bar_html, panel_id
from ui.visitor import Assistant

QUEUE_SIZE = 100
ANSWERS_AT_ONCE = 2
SESSIONS = 200


def build_page(assistant: Assistant, extras: Extras | None = None) -> gr.Blocks:
    """The page with its events wired up."""
    extras = extras or Extras()
    page = gr.Blocks(analytics_enabled=False, title="Fingerpost", fill_height=True, fill_width=True)
    page.state_session_capacity = SESSIONS
    with page:
        visitor = gr.State(None)
        with gr.Row(elem_id="top"):
            _html(HEADER, "brand")
            anew = gr.Button("New chat", elem_id="anew", size="sm")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                chat = _chat(assistant, extras)
                if extras.feedback:
                    add_feedback(chat, visitor, extras.feedback, extras.private)
                notice = _html("", "notice")
                box = _question_box()
                with gr.Row(elem_id="under"):
                    worded = _wording_box(extras.model)
                    _html(extras.foot, "foot")
            with gr.Column(elem_id="panel"):
                _html(panel_bar_html(), "panel-bar")
                sources = _html(evidence_html([], assistant.documents), panel_id("sources"))
                decision = _html(decision_html(assistant.conversation().recommendation), panel_id("decision"))
        wire_events(
            page,
            assistant,
            Parts(
                box=box,
                chat=chat,
                sources=sources,
                decision=decision,
                notice=notice,
                record=_html("", "record"),
                visitor=visitor,
                command=gr.Textbox(elem_id="command", visible="hidden", show_label=False),
                outbox=_html("", "outbox"),
                anew=anew,
                worded=worded,
            ),
        )
    page.queue(max_size=QUEUE_SIZE, default_concurrency_limit=ANSWERS_AT_ONCE)
    return page


def _html(value: str, name: str) -> gr.Markdown:
    # gr.HTML fills templates with eval, which the page's content security policy forbids.
    # gr.Markdown passes one line of HTML through its sanitiser.
    return gr.Markdown(value, elem_id=name, latex_delimiters=[], container=False)


def _chat(assistant: Assistant, extras: Extras) -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        show_label=False,
        height="100%",
        layout="bubble",
        buttons=["copy"],
        allow_tags=False,
        allow_file_downloads=False,
        latex_delimiters=[],
        feedback_options=THUMBS if extras.feedback else None,
        group_consecutive_messages=False,
        placeholder=welcome_html(assistant.documents, extras.knows),
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


def _wording_box(model: str) -> gr.Checkbox:
    """Whether the language model words the answers: a choice of the visitor's, who can't choose the model."""
    return gr.Checkbox(True, label=f"Worded by {model}", elem_id="worded", container=False, visible=bool(model))
