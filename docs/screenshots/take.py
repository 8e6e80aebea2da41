"""Take the screenshots in this folder: python docs/screenshots/take.py (needs Chromium and the test extra)."""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parents[1]))

FLAGS = ["--no-sandbox", "--headless=new", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 800}


def main() -> None:
    """Serve the built-in corpus, ask the corpus's own examples, and photograph what a visitor sees."""
    import uvicorn
    from playwright.sync_api import sync_playwright

    from assistant import Assistant
    from ui.app import create_app

    assistant = Assistant.open(index=tempfile.mkdtemp())
    fact, comparison, decision, unknown = assistant.examples[:4]
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(create_app(assistant), log_level="critical"))
    threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)

        def tab(scheme: str, size: dict[str, int]) -> Any:
            page = browser.new_page(viewport=size, color_scheme=scheme, reduced_motion="reduce")
            page.goto(address)
            page.wait_for_selector("#chat .example")
            return page

        page = tab("light", DESK)
        save(page, "first-screen")
        ask(page, decision, 0)
        page.click("#marker-0-1")
        save(page, "light")
        page.click("text=How this was decided")
        save(page, "decision")
        page.click(".open-conversations")
        save(page, "conversations")
        page = tab("dark", DESK)
        ask(page, comparison, 0)
        ask(page, unknown, 1)
        page.click("#marker-0-2")
        save(page, "dark")
        page = tab("light", PHONE)
        ask(page, fact, 0)
        save(page, "phone")
        page.click("#marker-0-1")
        save(page, "phone-sources")
        page = tab("dark", PHONE)
        ask(page, decision, 0)
        page.click("text=How this was decided")
        save(page, "phone-decision")
        browser.close()
    server.should_exit = True


def ask(page: Any, question: str, turn: int) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(f"#answer-{turn}")


def save(page: Any, name: str) -> None:
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"{name}.png", file=sys.stderr)


if __name__ == "__main__":
    main()
