"""The needs of the project as controls: yes, no or unknown for each."""

from __future__ import annotations

from assistant.decision.recommendation import Recommendation
from assistant.decision.trace import ProfileEntry
from ui.quoted import escape_text

_VALUES = ("yes", "no", "unknown")


def profile_html(recommendation: Recommendation) -> str:
    """What is known of the project first, every other need behind one click; page scripts read the choices."""
    entries = recommendation.profile.values()
    known = [entry for entry in entries if entry.value is not None]
    unknown = [entry for entry in entries if entry.value is None]
    body = "".join(_control(entry) for entry in known)
    if not known:
        body = '<p class="aside">Nothing yet. Tell it in the chat, or set it here.</p>'
    if unknown:
        rest = "".join(_control(entry) for entry in unknown)
        title = f"Set another need ({len(unknown)})" if known else f"Set a need ({len(unknown)})"
        body += f'<details class="more" id="more-needs"><summary>{title}</summary>{rest}</details>'
    return f'<div class="needs">{body}</div>'


def _control(entry: ProfileEntry) -> str:
    choices = "".join(_choice(entry, value) for value in _VALUES)
    aside = f' <span class="aside">{escape_text(origin)}</span>' if (origin := need_origin(entry)) else ""
    label = escape_text(entry.need.label[:1].upper() + entry.need.label[1:])
    return (
        f'<fieldset class="need {entry.answer}"><legend>{label}{aside}</legend>'
        f'<div class="choices">{choices}</div></fieldset>'
    )


def _choice(entry: ProfileEntry, value: str) -> str:
    need = escape_text(entry.need.id)
    checked = ' checked=""' if entry.answer == value else ""
    return (
        f'<label><input type="radio" id="need-{need}-{value}" name="need-{need}" value="{value}"{checked}> '
        f"{value.capitalize()}</label>"
    )


def need_origin(entry: ProfileEntry) -> str:
    """Where a known value comes from: the visitor's words, another need, or their hand."""
    if entry.value is None:
        return ""
    if entry.implied:
        return "follows from the rest"
    return f"“{' '.join(entry.words.split())}”" if entry.words else "set by hand"
