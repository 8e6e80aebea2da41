"""What happens on the page: each event's handler, and the values it gives the page's parts."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from ui.commands import BadCommand, Export, Restore, SetNeed, parse_command
from ui.decision import decision_html
from ui.evidence import evidence_html
from ui.export import FORMATS, export_conversation
from ui.quoted import escape_text
from ui.recent import RecentVisitors
from ui.record import MAX_QUESTION, BadRecord, Record
from ui.transcript import chat_messages
from ui.visitor import Assistant, Visitor, refuse_question

OUT_OF_STEP = "The page and the server are out of step. Please reload the page."

Values = tuple[Any, ...]


@dataclass(frozen=True)
class Parts:
    """The components that events read and write.

    Page scripts write commands into `command`; `record` and `outbox` carry what they keep and save. `worded` is read
    with each question, so that it holds for a new conversation and a restored one too.
    """

    box: gr.Textbox
    chat: gr.Chatbot
    sources: gr.Markdown
    decision: gr.Markdown
    notice: gr.Markdown
    record: gr.Markdown
    visitor: gr.State
    command: gr.Textbox
    outbox: gr.Markdown
    anew: gr.Button
    worded: gr.Checkbox

    @property
    def shown(self) -> list[Any]:
        """The parts that `show` gives values to, in its order."""
        return [self.box, self.chat, self.sources, self.decision, self.notice, self.record, self.visitor]


def wire_events(page: gr.Blocks, assistant: Assistant, parts: Parts) -> None:
    """Connect every event of the page with its handler."""
    handle = Handlers(assistant)
    gr.events.api(handle.answer, api_name="ask")  # before the page's own events, one of which would take the name
    state = [parts.visitor, parts.record]
    quiet: dict[str, Any] = {"outputs": parts.shown, "show_progress": "hidden", "api_visibility": "private"}
    asking: list[Any] = [
        # A question sent as an answer ends is asked after it; Gradio would drop it.
        parts.box.submit(handle.ask, [parts.box, *state, parts.worded], trigger_mode="always_last", **quiet),
        parts.chat.example_select(handle.ask_option, [*state, parts.worded], **quiet),
        parts.chat.option_select(handle.ask_option, [*state, parts.worded], **quiet),
        parts.chat.retry(handle.retry, [*state, parts.worded], **quiet),
    ]
    commanded = parts.command.submit(
        handle.command,
        [parts.command, *state],
        **{**quiet, "outputs": [*parts.shown, parts.outbox]},
        trigger_mode="multiple",
    )
    # Not queued: cancelling may close the stream on which the results of queued events come.
    quiet["queue"] = False
    parts.box.stop(handle.stop, state, cancels=asking, **quiet)
    parts.chat.undo(handle.take_back, state, cancels=asking, **quiet)
    parts.anew.click(handle.start_anew, None, cancels=[*asking, commanded], **quiet)
    page.load(_reply, None, parts.outbox, show_progress="hidden", queue=False, api_visibility="private")


class Handlers:
    """One method for each event. `record` is the page's own copy, for a visitor the server no longer knows."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._recent = RecentVisitors()

    def answer(self, question: str) -> dict[str, Any]:
        """One answer as JSON, without a conversation: for scripts."""
        if len(question) > MAX_QUESTION:
            raise gr.Error(f"the question has {len(question):,} characters; at most {MAX_QUESTION:,} are read")
        return self._assistant.ask(question).to_dict()

    def ask(self, question: str, visitor: Visitor | None, record: str, worded: bool = True) -> Iterator[Values]:
        yield from self._ask(question, self._known(visitor, record), worded)

    def ask_option(self, visitor: Visitor | None, record: str, worded: bool, event: gr.SelectData) -> Iterator[Values]:
        chosen = event.value["text"] if isinstance(event.value, dict) else event.value
        yield from self._ask(str(chosen), self._known(visitor, record), worded)

    def retry(self, visitor: Visitor | None, record: str, worded: bool = True) -> Iterator[Values]:
        visitor = self._known(visitor, record)
        question = "" if visitor.restoring else visitor.take_back()
        yield from self._ask(question or "", visitor, worded)

    def take_back(self, visitor: Visitor | None, record: str) -> Values:
        visitor = self._known(visitor, record)
        return show(visitor) if visitor.restoring else show(visitor, question=visitor.take_back() or "")

    def stop(self, visitor: Visitor | None, record: str) -> Values:
        visitor = self._known(visitor, record)
        if not visitor.restoring:
            visitor.stop()
        return show(visitor)

    def start_anew(self) -> Values:
        return show(Visitor(self._assistant))

    def command(self, line: str, visitor: Visitor | None, record: str) -> Iterator[Values]:
        try:
            command = parse_command(line)
        except BadCommand:
            yield *show(self._known(visitor, record), notice=OUT_OF_STEP), _reply()
            return
        match command:
            case Restore(saved):
                for values in self._restore(saved):
                    yield *values, gr.skip()
                yield *[gr.skip()] * len(values), _reply()
            case SetNeed(need, value):
                visitor = self._known(visitor, record)
                if not visitor.restoring:
                    visitor.set_need(need, value)
                self._recent.keep(visitor)
                yield *show_decision(visitor), _reply()
            case Export(form, name):
                visitor = self._known(visitor, record)
                text = export_conversation(visitor, name, form)
                nothing = [gr.skip()] * len(show(visitor))
                yield *nothing, _reply(text, FORMATS[form])

    def _restore(self, record: Record) -> Iterator[Values]:
        if visitor := self._recent.find(record, self._assistant.version):
            yield show(visitor)
            return
        visitor = Visitor(self._assistant, record.identity)
        for _ in visitor.replay(record):
            done = f"Restoring your conversation ({len(visitor.turns)} of {len(record.turns)})"
            yield show(visitor, notice=done, restoring=True)
        self._recent.keep(visitor)
        yield show(visitor)

    def _known(self, visitor: Visitor | None, record: str) -> Visitor:
        """The visitor of this session, or, where the server has forgotten it, the one the page remembers."""
        if visitor is not None:
            return visitor
        try:
            saved = Record.from_html(record) if record else None
        except BadRecord:
            saved = None
        if saved is None:
            return Visitor(self._assistant)
        if found := self._recent.find(saved, self._assistant.version):
            return found
        visitor = Visitor(self._assistant, saved.identity)
        for _ in visitor.replay(saved):
            pass
        return visitor

    def _ask(self, question: str, visitor: Visitor, worded: bool) -> Iterator[Values]:
        question = question.strip()
        refusal = refuse_question(question, visitor)
        if refusal or not question:
            yield show(visitor, notice=refusal)
            return
        first = True
        for _ in visitor.ask(question, bool(worded)):
            if visitor.running:  # what is whole is shown below, with its sources
                yield show_running(visitor, first)
                first = False
        if visitor.running:  # a newer question took over
            return
        self._recent.keep(visitor)
        yield show(visitor)


def show(visitor: Visitor, question: str | None = None, notice: str = "", restoring: bool = False) -> Values:
    """Every part's new value. `question` None leaves the question box as the visitor has it."""
    return (
        _buttons(running=False) if question is None else _buttons(running=False, value=question),
        chat_messages(visitor.turns),
        evidence_html([turn.answer for turn in visitor.turns], visitor.documents),
        decision_html(visitor.recommendation),
        _notice_html(notice, "status" if restoring else "alert"),
        gr.skip() if restoring else visitor.record.to_html(),
        visitor,
    )


def show_running(visitor: Visitor, first: bool) -> Values:
    """While an answer is on its way: the conversation, and a button to stop it.

    Only the `first` time is the question box cleared and the visitor told: later, the box may hold the next
    question, and a visitor may have started anew.
    """
    box = _buttons(running=True, value="") if first else _buttons(running=True)
    known = visitor if first else gr.skip()
    return box, chat_messages(visitor.turns), gr.skip(), gr.skip(), "", gr.skip(), known


def show_decision(visitor: Visitor) -> Values:
    """After a need was set by hand: the conversation stays as it is."""
    decision = decision_html(visitor.recommendation)
    return gr.skip(), gr.skip(), gr.skip(), decision, "", visitor.record.to_html(), visitor


def _reply(text: str = "", kind: str = "done") -> str:
    """The answer to a command, with an id of its own: a script can tell it from the one before."""
    return f'<pre class="{kind}" id="reply-{uuid.uuid4().hex}">{escape_text(text)}</pre>'


def _buttons(running: bool, **value: Any) -> Any:
    return gr.update(submit_btn=not running, stop_btn=running, **value)


def _notice_html(notice: str, role: str) -> str:
    return f'<p role="{role}" class="notice {role}">{escape(notice)}</p>' if notice else ""
