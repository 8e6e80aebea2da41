"""The addresses of the pages beside the chat."""

from __future__ import annotations

from typing import cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from ui.quality_page import quality_html
from ui.site import Site
from ui.sources_page import Library, sources_html
from ui.visitor import Assistant
from ui.workspace.routes import workspace_routes


def extra_routes(assistant: Assistant, site: Site) -> list[BaseRoute]:
    """Routes to put in front of Gradio's. `assistant` is the one with the library."""

    async def show_sources(request: Request) -> Response:
        library = cast(Library, assistant)
        html = await run_in_threadpool(sources_html, library, site.workspace, site.private)
        return HTMLResponse(html, headers={"cache-control": "no-store"})

    async def show_quality(request: Request) -> Response:
        html = await run_in_threadpool(quality_html, site.evaluation, assistant.documents, site.private)
        return HTMLResponse(html, headers={"cache-control": "no-store"})

    routes: list[BaseRoute] = [Route("/sources", show_sources), Route("/quality", show_quality)]
    return routes + (workspace_routes(site.workspace) if site.workspace else [])
