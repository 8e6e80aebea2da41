"""The page as an ASGI app: Gradio's page, the document pages and our own files, behind the guard."""

from __future__ import annotations

import os

from ui.login import Login
from ui.login_wall import LoginWall
from ui.security import App, Guard
from ui.site import Site
from ui.visitor import Assistant

# Read by Gradio when it is imported or when a page is built; unset, it looks up versions and reports use.
QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_RUN_HISTORY": "False",
    "GRADIO_SHARE": "False",
    "GRADIO_MCP_SERVER": "False",
    "GRADIO_SSR_MODE": "False",
    "GRADIO_ALLOWED_PATHS": "",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}


def create_app(assistant: Assistant, site: Site | None = None) -> App:
    """The whole page for this assistant. Each visitor gets a conversation of their own.

    Raises UnsafePage, or WeakPassword, where it would be open to people it is not meant for.
    """
    site = site or Site()
    site.check()
    login = Login(site.password) if site.password else None
    os.environ.update(QUIET)
    import gradio as gr
    from fastapi import FastAPI

    from ui.page import HEAD, build_page, page_theme
    from ui.routes import page_routes

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, routes=page_routes(assistant))
    gr.mount_gradio_app(
        app,
        build_page(assistant),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=0,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        theme=page_theme(),
        head=HEAD,
    )
    return Guard(LoginWall(app, login) if login else app, site.limits)
