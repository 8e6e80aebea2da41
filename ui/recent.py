"""The conversations that were open lately, so that a reload need not ask every question again."""

from __future__ import annotations

import threading
from collections import OrderedDict

from ui.record import Record
from ui.visitor import Visitor

MOST = 200


class RecentVisitors:
    """Found by the whole record: its id is a secret of one browser, and its turns must be the same."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._visitors: OrderedDict[str, Visitor] = OrderedDict()

    def keep(self, visitor: Visitor) -> None:
        with self._lock:
            self._visitors[visitor.identity] = visitor
            self._visitors.move_to_end(visitor.identity)
            while len(self._visitors) > MOST:
                self._visitors.popitem(last=False)

    def find(self, record: Record, version: str) -> Visitor | None:
        """The visitor with exactly this conversation, answered from this version of the index."""
        with self._lock:
            visitor = self._visitors.get(record.identity)
        same = visitor is not None and not visitor.restoring and visitor.record == record
        return visitor if same and visitor is not None and visitor.version == version else None
