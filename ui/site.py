"""What the page offers besides the chat, and to whom: chosen once, when it is started."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import FingerpostError
from ui.security import LOOPBACK_HOSTS, Limits

if TYPE_CHECKING:
    from ui.feedback import FeedbackFile
    from ui.workspace.workspace import Workspace


class UnsafePage(FingerpostError):
    """The page would be open to people it is not meant for."""


@dataclass(frozen=True)
class Site:
    """Parts that are None or empty are switched off.

    `host` is the address to listen on and `names` are more names that the page is reached by. `evaluation` is
    the file that `fingerpost evaluate --json` wrote.
    """

    host: str = "127.0.0.1"
    names: tuple[str, ...] = ()
    password: str = ""
    workspace: Workspace | None = None
    feedback: FeedbackFile | None = None
    evaluation: Path | None = None

    @property
    def private(self) -> bool:
        """Whether only people at this machine reach the page."""
        return self.host in LOOPBACK_HOSTS and not self.names

    def check(self, uploads: bool = False) -> None:
        """Raises UnsafePage where others could reach what is not meant for them.

        `uploads` says that there is to be a workspace.
        """
        if self.private:
            return
        where = self.host if self.host not in LOOPBACK_HOSTS else self.names[0]
        if not self.password:
            raise UnsafePage(
                f"the page has no password, so it is not served on {where!r}; set one in FINGERPOST_PASSWORD or "
                "--password-file, or use 127.0.0.1 and a tunnel"
            )
        if uploads or self.workspace is not None:
            raise UnsafePage(
                f"documents can be added on your own machine only, not where the page is served on {where!r}; "
                "leave --uploads out, or use 127.0.0.1"
            )

    @property
    def limits(self) -> Limits:
        """Whom the guard lets in."""
        hosts = LOOPBACK_HOSTS | {name.lower() for name in (self.host, *self.names)}
        return Limits(hosts=hosts, any_address=not self.private)
