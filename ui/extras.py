"""What a chat page has beyond the chat, where it is switched on."""

from __future__ import annotations

from dataclasses import dataclass

from ui.feedback import FeedbackFile
from ui.quoted import escape_text

LINKS = (("sources", "All sources"), ("quality", "How good are the answers?"))


@dataclass(frozen=True)
class Extras:
    """`knows` says what answers come from, where that is not a fixed set of documents; `top` leads to the site's top.

    `private` says that only people at this machine see the page. `model` names the language model that words the
    answers, "" for none.
    """

    knows: str = ""
    top: str = ""
    feedback: FeedbackFile | None = None
    private: bool = True
    log_out: bool = False
    model: str = ""

    @property
    def foot(self) -> str:
        """Links to the pages beside the chat, as one line of HTML."""
        links = [*LINKS, *([("logout", "Log out")] if self.log_out else [])]
        return (
            '<p class="foot">'
            + "".join(f'<a href="{escape_text(self.top + address)}">{escape_text(name)}</a>' for address, name in links)
            + "</p>"
        )
