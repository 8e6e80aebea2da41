"""Serve the page."""

from __future__ import annotations

import contextlib
import logging
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator

from ingest.errors import FingerpostError
from ui.app import create_app
from ui.security import LOOPBACK_HOSTS
from ui.site import Site
from ui.visitor import Assistant

SECONDS_TO_STOP = 1
BACKLOG = 512


class PageUnavailable(FingerpostError):
    """The page can't be served at this address."""


def serve(assistant: Assistant, site: Site | None = None, port: int = 7860, open_browser: bool = False) -> None:
    """Serve the page until interrupted. Beyond this machine only with a password, see `Site.check`."""
    site = site or Site()
    site.check()
    listener = _listen(site.host, port)
    import uvicorn
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    address = f"http://{_bracketed(site.host)}:{listener.getsockname()[1]}"
    app = create_app(assistant, site)
    _warm_up(assistant)
    config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=SECONDS_TO_STOP)
    server = uvicorn.Server(config)
    # Every open tab holds a stream; cutting it while stopping is no error worth a traceback.
    logging.getLogger("uvicorn.error").addFilter(lambda _: not server.should_exit)
    print(f"Fingerpost is at {address} (Ctrl+C stops it)", file=sys.stderr, flush=True)
    if site.host not in LOOPBACK_HOSTS:
        print(
            "The password and all answers cross the network unencrypted; for more than a trusted network, put a "
            "proxy with HTTPS in front.",
            file=sys.stderr,
            flush=True,
        )
    if open_browser:
        threading.Timer(0.5, webbrowser.open, [address]).start()
    # Questions that come together share the cores. Were the product of two matrices shared out as well, its threads
    # would wait for each other by spinning, which takes as much of the processor as the answers do.
    with (
        threadpool_limits(1, user_api="blas"),
        _asking_examples(assistant),
        contextlib.suppress(KeyboardInterrupt),  # uvicorn has stopped cleanly by then and raises it again
    ):
        server.run(sockets=[listener])


def _warm_up(assistant: Assistant) -> None:
    """Ask one question that nobody sees: models load at the first one, and no visitor should wait for that."""
    for example in assistant.examples[:1]:
        assistant.ask(example)


@contextlib.contextmanager
def _asking_examples(assistant: Assistant) -> Iterator[None]:
    """Ask the other examples meanwhile, which many visitors ask first, in the sources' own sentences.

    What they need is then remembered: a first comparison reads a hundred sentences.
    """
    stop = threading.Event()

    def ask() -> None:
        for example in assistant.examples[1:]:
            if stop.is_set():
                return
            conversation = assistant.conversation()
            conversation.worded = False
            with contextlib.suppress(FingerpostError):  # whoever asks it next is told
                for _ in conversation.stream(example):
                    pass

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    try:
        yield
    finally:  # a model that still runs as Python ends would abort the process
        stop.set()
        asking.join()


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _listen(host: str, port: int) -> socket.socket:
    """The listening socket, opened before anything slow so that a port in use is said at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise PageUnavailable(f"can't listen on {host}:{port} ({reason}); choose another with --port") from error
    return listener
