"""A page served on loopback for the browser tests, and strings that try to break out of the text."""

from __future__ import annotations

import re
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fake_assistant import FakeAssistant

from ui.app import create_app
from ui.site import Site
from ui.visitor import Assistant

PHONE = {"width": 360, "height": 740}
SHARED = Path(__file__).resolve().parents[3] / "shared"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def served(assistant: Assistant, port: int = 0, site: Site | None = None) -> Iterator[str]:
    """The page's address while it is served from a thread; port 0 takes a free one."""
    listener = socket.create_server(("127.0.0.1", port))
    app = create_app(assistant, site)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()


@pytest.fixture(scope="session")
def page_address() -> Iterator[str]:
    with served(FakeAssistant(seconds_a_word=0.02)) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("browser tests need Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield running
        running.close()


class Watched:
    """A browser tab that notes every request, error and dialog."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: (self.errors.append(dialog.message), dialog.dismiss()))

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.page.wait_for_selector("#question textarea")
        self.page.wait_for_selector("#outbox pre", state="attached")  # the server's word that events are heard

    def ask(self, question: str, turn: int = 0) -> None:
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        self.page.wait_for_selector(f"#answer-{turn}")

    def wait_until(self, expression: str) -> None:
        """Wait for JavaScript to be true; the page's policy forbids the eval of Playwright's own wait."""
        deadline = time.monotonic() + 10
        while not self.page.evaluate(expression):
            assert time.monotonic() < deadline, f"still not so after 10 s: {expression}"
            time.sleep(0.02)

    def serious_faults(self) -> list[str]:
        """What axe-core finds that is serious or critical."""
        from axe_playwright_python.sync_playwright import Axe

        # A colour half-way through its transition is nobody's contrast.
        self.page.wait_for_function(
            "() => document.getAnimations().every((animation) => animation.playState !== 'running'"
            " || animation.effect.getComputedTiming().iterations === Infinity)"
        )
        found = Axe().run(self.page).response["violations"]
        return [
            f"{fault['id']}: {fault['nodes'][0]['html'][:200]}"
            for fault in found
            if fault["impact"] in {"serious", "critical"}
        ]

    def too_wide(self) -> int:
        """Pixels by which the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.id"))


# Milliseconds. A slow or busy machine is no fault of the page; the tests of speed are others.
_PATIENCE = 120_000


@pytest.fixture
def new_tab(browser: Any) -> Iterator[Callable[..., Watched]]:
    contexts = []

    def open_tab(**options: Any) -> Watched:
        context = browser.new_context(**options)
        context.set_default_timeout(_PATIENCE)
        contexts.append(context)
        return Watched(context.new_page())

    yield open_tab
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def attacks() -> dict[str, str]:
    """The published attack strings by id, with a fresh marker and a loopback address for the attacker."""
    path = SHARED / "attacks.txt"
    if not path.exists():
        pytest.skip("the attack strings are not at ../shared/attacks.txt")
    marker = secrets.token_hex(8)
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or line.count("\t") < 4:
            continue
        identity, _, _, pattern, _ = line.split("\t", 4)
        pattern = pattern.replace("{MARKER}", marker).replace("{EVIL}", "127.0.0.2:9999").replace("\\n", "\n")
        found[identity] = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), pattern).replace(
            "ESC", "\x1b"
        )
    return found


@pytest.fixture
def listener() -> Iterator[list[bytes]]:
    """Whatever reaches the attacker's address, 127.0.0.2:9999."""
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.2", 9999))

    def listen() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                heard.append(connection.recv(200))

    waiting = threading.Thread(target=listen, daemon=True)
    waiting.start()
    yield heard
    server.shutdown(socket.SHUT_RDWR)  # closing alone leaves the address taken while the thread waits
    server.close()
    waiting.join(5)
