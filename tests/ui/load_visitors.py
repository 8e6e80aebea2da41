"""Visitors as their browsers talk to the page: one client each, a conversation, thought between the questions."""

from __future__ import annotations

import asyncio
import json
import random
import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

_TOKEN = re.compile(r"visitor-[0-9a-f]{12}")
_PATIENCE = 120.0  # seconds for one answer


@dataclass
class Outcome:
    """What one question came to; `seconds` is the time until the answer was whole."""

    kind: str  # "answered", "busy" (refused politely), "stranger" (another visitor's words in it) or "error"
    seconds: float = 0.0
    detail: str = ""


@dataclass
class Page:
    """Where a question is sent: the number of its event and the number of the question's field."""

    event: int
    field: int

    @classmethod
    async def look_up(cls, address: str) -> Page:
        async with httpx.AsyncClient(base_url=address, timeout=_PATIENCE) as client:
            config = (await client.get("/config")).json()
        box = next(part["id"] for part in config["components"] if part["props"].get("elem_id") == "question")
        event = next(entry["id"] for entry in config["dependencies"] if [box, "submit"] in entry["targets"])
        return cls(event, box)


@dataclass
class Visitor:
    """One browser. Its token is in every question, and no other visitor's may come back."""

    address: str
    page: Page
    token: str = field(default_factory=lambda: f"visitor-{secrets.token_hex(6)}")
    session: str = field(default_factory=lambda: secrets.token_hex(6))

    async def converse(self, questions: Sequence[str], thought: float, start: float = 0.0) -> list[Outcome]:
        """Ask one after the other, with `thought` seconds between them on average; begins after `start` seconds."""
        outcomes = []
        await asyncio.sleep(start)
        async with httpx.AsyncClient(base_url=self.address, timeout=_PATIENCE) as client:
            for number, question in enumerate(questions):
                if number:
                    await asyncio.sleep(thought * random.uniform(0.5, 1.5))
                outcomes.append(await self._ask(client, question))
        return outcomes

    async def _ask(self, client: httpx.AsyncClient, question: str) -> Outcome:
        started = time.perf_counter()
        data = [f"{question} ({self.token})", None, "", True]
        body = {"data": data, "fn_index": self.page.event, "trigger_id": self.page.field, "session_hash": self.session}
        try:
            joined = await client.post("/gradio_api/queue/join", json=body)
            if joined.status_code == 503:
                return Outcome("busy", time.perf_counter() - started, joined.text)
            joined.raise_for_status()
            return await self._read(client, joined.json()["event_id"], started)
        except (httpx.HTTPError, ValueError, KeyError) as error:
            return Outcome("error", time.perf_counter() - started, repr(error))

    async def _read(self, client: httpx.AsyncClient, event: str, started: float) -> Outcome:
        heard = ""
        async with client.stream("GET", f"/gradio_api/queue/data?session_hash={self.session}") as stream:
            async for line in stream.aiter_lines():
                if not line.startswith("data: "):
                    continue
                message = json.loads(line.removeprefix("data: "))
                if message.get("event_id") != event:
                    continue
                heard += line
                if message["msg"] == "process_completed":
                    seconds = time.perf_counter() - started
                    return self._judge(heard, bool(message["success"]), seconds)
        return Outcome("error", time.perf_counter() - started, "the answer broke off")

    def _judge(self, heard: str, success: bool, seconds: float) -> Outcome:
        if set(_TOKEN.findall(heard)) - {self.token}:
            return Outcome("stranger", seconds)
        if not success or self.token not in heard or 'class=\\"outcome' not in heard:
            return Outcome("error", seconds, heard[-300:])
        return Outcome("answered", seconds)


async def visit(
    address: str, visitors: int, questions: Sequence[str], turns: int, thought: float, spread: float
) -> list[Outcome]:
    """`visitors` at once, each asking `turns` of the questions; they arrive within `spread` seconds."""
    page = await Page.look_up(address)

    def chosen(number: int) -> list[str]:
        return [questions[(number + turn) % len(questions)] for turn in range(turns)]

    talks = [
        Visitor(address, page).converse(chosen(number), thought, random.uniform(0, spread))
        for number in range(visitors)
    ]
    return [outcome for talk in await asyncio.gather(*talks) for outcome in talk]
