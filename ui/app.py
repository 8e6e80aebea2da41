"""The site as an ASGI app: Gradio's chat pages, the pages beside them and our own files, behind the guard."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from ui.header import name_documents
from ui.login import Login
from ui.login_wall import LoginWall
from ui.security import App, Guard
from ui.site import Site
from ui.visitor import Assistant

if TYPE_CHECKING:
    from fastapi import FastAPI

# Read by Gradio when it is imported or when a page is built; unset, it looks up versions and reports use.
QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_RUN_HISTORY": "False",
    "GRADIO_SHARE": "False",
    "GRADIO_MCP_SERVER": "False",
    "GRADIO_SSR_MODE": "False",
    "GRADIO_ALLOWED_PATHS": "",
    # Gradio works out statistics of up to 10,000 events after each event, although its page of them is off.
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}
_OWN = "your own documents"


def create_app(assistant: Assistant, site: Site | None = None) -> App:
    """The whole site for this assistant. Each visitor gets a conversation of their own.

    With a workspace, the chat at the top answers from the library and the visitor's documents, the one at
    `/mine/` from the documents alone and the one at `/library/` from the library alone. Raises UnsafePage, or
    WeakPassword, where the site would be open to people it is not meant for.
    """
    site = site or Site()
    site.check()
    login = Login(site.password) if site.password else None
    os.environ.update(QUIET)
    from fastapi import FastAPI

    from ui.extra_routes import extra_routes
    from ui.workspace.routes import ADD_FILE, MAX_FILE_BYTES

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, routes=extra_routes(assistant, site))
    limits = site.limits
    if site.workspace:
        # The library's model for all: an assistant over the visitor's documents comes with the first of them.
        _mount(app, "/mine", site.workspace.mine, site, assistant.model, _OWN)
        _mount(app, "/library", assistant, site, assistant.model)
        known = f"{name_documents(assistant.documents)}, and {_OWN}"
        _mount(app, "", site.workspace.everything, site, assistant.model, known)
        pages = frozenset({"/", "/mine/", "/library/"})
        limits = replace(limits, chat_pages=pages, bodies={ADD_FILE: MAX_FILE_BYTES})
    else:
        _mount(app, "", assistant, site, assistant.model)
    return Guard(LoginWall(app, login) if login else app, limits)


def _mount(app: FastAPI, path: str, assistant: Assistant, site: Site, model: str | None, knows: str = "") -> None:
    """Add a chat page at a path, with the documents it answers from below it."""
    from starlette.routing import Route

    from ui.extras import Extras
    from ui.gradio_page.mount import mount_page
    from ui.routes import page_routes

    for route in page_routes(assistant):
        if isinstance(route, Route):
            app.router.routes.append(Route(path + route.path, route.endpoint))
    extras = Extras(
        knows=knows,
        top="../" if path else "",
        feedback=site.feedback,
        private=site.private,
        log_out=bool(site.password),
        model=model or "",
    )
    mount_page(app, path, assistant, extras)
