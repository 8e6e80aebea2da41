"""A server on loopback that speaks the protocols of OpenAI, Anthropic and Ollama as far as the tests need them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from typing import Any

Say = Callable[[str], str]  # the prompt -> the reply


@dataclass
class ModelServer:
    """A `status` other than 200 refuses, with `refusals` only the first ones.

    After `breaks_after` pieces the line is cut; `delay` seconds lie before each piece.
    """

    say: Say
    status: int = 200
    refusals: int | None = None
    breaks_after: int | None = None
    delay: float = 0.0
    address: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)

    def reply(self, path: str, request: dict[str, Any]) -> tuple[str, list[str]]:
        """(content type, pieces) of the streamed reply."""
        prompt = "\n\n".join(_text(message["content"]) for message in request["messages"])
        words = [f"{word} " for word in self.say(prompt).split(" ")]
        if path.endswith("/chat/completions"):
            return "text/event-stream", [*map(_openai, words), _openai_end(), "data: [DONE]\n\n"]
        if path.endswith("/messages"):
            return "text/event-stream", [*_anthropic_start(), *map(_anthropic, words), *_anthropic_end()]
        if path.endswith("/api/chat"):
            return "application/x-ndjson", [*map(_ollama, words), _ollama_end()]
        raise ValueError(f"no such path: {path}")


@contextmanager
def serve(say: Say, **how: Any) -> Iterator[ModelServer]:
    """A running server; `how` are the fields of ModelServer."""
    server = ModelServer(say, **how)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.requests.append({"path": self.path, "body": request, "headers": dict(self.headers)})
            if server.status != 200 and (server.refusals is None or len(server.requests) <= server.refusals):
                self._send(server.status, "application/json", ['{"error": {"message": "canary", "type": "x"}}'])
                return
            content_type, pieces = server.reply(self.path, request)
            self._send(200, content_type, pieces)

        def _send(self, status: int, content_type: str, pieces: list[str]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(sum(len(piece.encode()) for piece in pieces)))
            self.end_headers()
            for number, piece in enumerate(pieces):
                if status == 200 and number == server.breaks_after:
                    break  # fewer bytes than announced: the client sees a line that broke
                sleep(server.delay)
                try:
                    self.wfile.write(piece.encode())
                    self.wfile.flush()
                except OSError:
                    return  # the client gave up
            self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    server.address = f"http://127.0.0.1:{listening.server_port}"
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def _event(value: dict[str, Any], name: str = "") -> str:
    return f"event: {name}\ndata: {json.dumps(value)}\n\n" if name else f"data: {json.dumps(value)}\n\n"


def _openai(text: str) -> str:
    return _openai_chunk({"choices": [{"index": 0, "delta": {"role": "assistant", "content": text}}]})


def _openai_end() -> str:
    usage = {"prompt_tokens": 50, "completion_tokens": 9, "total_tokens": 59}
    return _openai_chunk({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": usage})


def _openai_chunk(value: dict[str, Any]) -> str:
    return _event({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "served", **value})


def _anthropic_start() -> list[str]:
    message: dict[str, Any] = {
        "id": "1", "type": "message", "role": "assistant", "model": "served", "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 50, "output_tokens": 1},
    }  # fmt: skip
    block = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    start = {"type": "message_start", "message": message}
    return [_event(start, "message_start"), _event(block, "content_block_start")]


def _anthropic(text: str) -> str:
    delta = {"type": "text_delta", "text": text}
    return _event({"type": "content_block_delta", "index": 0, "delta": delta}, "content_block_delta")


def _anthropic_end() -> list[str]:
    stop = {"stop_reason": "end_turn", "stop_sequence": None}
    usage = {"input_tokens": 50, "output_tokens": 9}
    return [
        _event({"type": "content_block_stop", "index": 0}, "content_block_stop"),
        _event({"type": "message_delta", "delta": stop, "usage": usage}, "message_delta"),
        _event({"type": "message_stop"}, "message_stop"),
    ]


def _ollama(text: str) -> str:
    return json.dumps({"model": "served", "created_at": "2024-01-01T00:00:00Z", "done": False,
                       "message": {"role": "assistant", "content": text}}) + "\n"  # fmt: skip


def _ollama_end() -> str:
    return json.dumps({"model": "served", "created_at": "2024-01-01T00:00:00Z", "done": True, "done_reason": "stop",
                       "message": {"role": "assistant", "content": ""},
                       "prompt_eval_count": 50, "eval_count": 9}) + "\n"  # fmt: skip
