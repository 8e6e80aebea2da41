"""Thumbs under each answer and a line for the reason: the page's part of feedback, made of Gradio's components."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui.feedback import MAX_REASON, FeedbackFile, FeedbackUnavailable
from ui.quoted import escape_text
from ui.visitor import Turn, Visitor

THUMBS = ("Like", "Dislike")
LATEST = "latest"
NOT_KEPT = "That could not be kept: {reason}"


def add_feedback(chat: gr.Chatbot, visitor: gr.State, file: FeedbackFile, private: bool) -> None:
    """Put the line for the reason here, and keep what the thumbs of `chat` say in `file`.

    `private` says that only people at this machine see the page, so that it may name the file.
    """
    rated = gr.State({})
    with gr.Row(elem_id="feedback", visible=False) as row:
        reason = gr.Textbox(elem_id="reason", label="Why? (optional)", show_label=False, max_length=MAX_REASON)
        send = gr.Button("Send", elem_id="send-reason", size="sm")
        close = gr.Button("No reason", elem_id="no-reason", size="sm")
    thanks = gr.Markdown("", elem_id="thanks", container=False, latex_delimiters=[])
    box = _FeedbackBox(file, private)
    parts: dict[str, Any] = {
        "outputs": [row, reason, thanks, rated],
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    chat.like(box.rate, [visitor, rated], **parts)
    for sending in (reason.submit, send.click):
        sending(box.explain, [reason, rated], **parts)
    close.click(box.close, None, **parts)


class _FeedbackBox:
    """One method for each event; each returns the values of row, reason, thanks and rated."""

    def __init__(self, file: FeedbackFile, private: bool) -> None:
        self._file = file
        self._where = f" Kept in {file.path}, on this computer." if private else ""

    def rate(self, visitor: Visitor | None, rated: dict[str, str], event: gr.LikeData) -> tuple[Any, ...]:
        number = (event.index if isinstance(event.index, int) else event.index[0]) // 2
        turns = visitor.turns[: number + 1] if visitor else []
        if visitor is None or len(turns) <= number or turns[-1].answer is None:
            return self._closed("Only a whole answer can be judged.")
        place = f"{visitor.identity} {number}"
        try:
            if not isinstance(event.liked, bool):
                if place in rated:
                    self._file.take_back(rated[place])
                return self._closed("Taken back.")
            identity = self._rate(event.liked, turns, visitor)
        except FeedbackUnavailable as error:
            return self._closed(NOT_KEPT.format(reason=error))
        hint = "What was good about it? (optional)" if event.liked else "What was wrong with it? (optional)"
        told = _line(f"Thank you.{self._where}")
        known = {**rated, place: identity, LATEST: identity}
        return gr.update(visible=True), gr.update(value="", placeholder=hint, label=hint), told, known

    def explain(self, reason: str, rated: dict[str, str]) -> tuple[Any, ...]:
        if not reason.strip() or LATEST not in rated:
            return self._closed("")
        try:
            self._file.explain(rated[LATEST], reason.strip())
        except FeedbackUnavailable as error:
            return self._closed(NOT_KEPT.format(reason=error))
        return gr.update(visible=False), "", _line(f"Thank you.{self._where}"), rated

    def close(self) -> tuple[Any, ...]:
        return self._closed("")

    def _rate(self, liked: bool, turns: list[Turn], visitor: Visitor) -> str:
        answer = turns[-1].answer
        assert answer is not None
        return self._file.rate(liked, [turn.question for turn in turns], answer, visitor.version)

    def _closed(self, notice: str) -> tuple[Any, ...]:
        return gr.update(visible=False), "", _line(notice), gr.skip()


def _line(text: str) -> str:
    return f'<p role="status" class="thanks">{escape_text(text)}</p>' if text else ""
