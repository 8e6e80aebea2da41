"""A chat page as a part of the site's app."""

from __future__ import annotations

import gradio as gr
from fastapi import FastAPI

from ui.extras import Extras
from ui.gradio_page.page import build_page
from ui.visitor import Assistant

STYLESHEETS = ("page.css", "panels.css", "conversations.css", "extras.css")
_HEAD = "".join(f'<link rel="stylesheet" href="page/{name}">' for name in STYLESHEETS) + (
    '<script type="module" src="page/page.js"></script>'
)


def mount_page(app: FastAPI, path: str, assistant: Assistant, extras: Extras) -> None:
    """Add a chat page at a path, "" for the top, with all that Gradio offers beyond it switched off."""
    gr.mount_gradio_app(
        app,
        build_page(assistant, extras),
        path=path or "/",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=0,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        # Gradio's plainest theme with the system's fonts; the rest is in page.css.
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        head=_HEAD,
    )
