"""A password in front of the page: who has given it is known by a cookie, and guessing is slowed down."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from ingest.errors import FingerpostError

MIN_LENGTH = 12
SECONDS_LOGGED_IN = 12 * 3600
MAX_SESSIONS = 1_000
# Wrong passwords within a window of SECONDS, from one address and from all together.
SECONDS = 60
FAILURES_AN_ADDRESS = 5
FAILURES_TOGETHER = 50


class WeakPassword(FingerpostError):
    """The password is too short to be put in front of a network."""


class Login:
    """One password, and who has given it. Safe to share between threads."""

    def __init__(self, password: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Raises WeakPassword for fewer than MIN_LENGTH characters. `clock` counts seconds."""
        if len(password) < MIN_LENGTH:
            raise WeakPassword(
                f"the password has {len(password)} characters; choose one with at least {MIN_LENGTH} of them"
            )
        self._digest = _digest(password)
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: OrderedDict[bytes, float] = OrderedDict()  # digest of the token -> when it ends
        self._failures: deque[tuple[float, str]] = deque()

    def wait(self, address: str) -> int:
        """Seconds until this address may try again; 0 where it may now."""
        with self._lock:
            now = self._clock()
            while self._failures and self._failures[0][0] <= now - SECONDS:
                self._failures.popleft()
            own = [moment for moment, other in self._failures if other == address]
            if len(own) >= FAILURES_AN_ADDRESS:
                return int(own[-FAILURES_AN_ADDRESS] + SECONDS - now) + 1
            if len(self._failures) >= FAILURES_TOGETHER:
                return int(self._failures[-FAILURES_TOGETHER][0] + SECONDS - now) + 1
            return 0

    def open_session(self, password: str, address: str) -> str | None:
        """A new token where the password is right, None where it is wrong or the address has to `wait`."""
        if self.wait(address):
            return None
        # Digests have one length, so the time taken tells nothing about the password's.
        if not hmac.compare_digest(_digest(password), self._digest):
            with self._lock:
                self._failures.append((self._clock(), address))
            return None
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._sessions[_digest(token)] = self._clock() + SECONDS_LOGGED_IN
            while len(self._sessions) > MAX_SESSIONS:
                self._sessions.popitem(last=False)
        return token

    def knows(self, token: str) -> bool:
        with self._lock:
            ends = self._sessions.get(_digest(token))
            return ends is not None and self._clock() < ends

    def close_session(self, token: str) -> None:
        with self._lock:
            self._sessions.pop(_digest(token), None)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
