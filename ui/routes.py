"""The addresses that are not Gradio's: our stylesheet and scripts, and each document as a page."""

from __future__ import annotations

from importlib import resources
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from ui.document_page import document_html
from ui.visitor import Assistant

_FILES = {"page.css": "text/css", "page.js": "text/javascript", "document.js": "text/javascript"}


def page_routes(assistant: Assistant) -> list[BaseRoute]:
    """Routes to put in front of Gradio's."""

    async def show_document(request: Request) -> Response:
        identity = unquote(request.path_params["identity"])
        # Looked up each time: the index may have been rebuilt since.
        document = next((document for document in assistant.documents if document.id == identity), None)
        if document is None:
            return PlainTextResponse("no such document", status_code=404)
        quote = (_offset(request, "start"), _offset(request, "end"))
        return HTMLResponse(document_html(document, quote))

    async def send_file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _FILES:
            return PlainTextResponse("not found", status_code=404)
        content = (resources.files("ui") / name).read_text(encoding="utf-8")
        return Response(content, media_type=_FILES[name], headers={"cache-control": "no-cache"})

    return [Route("/page/{name}", send_file), Route("/documents/{identity:path}", show_document)]


def _offset(request: Request, name: str) -> int:
    """A whole number from the address, 0 where there is none."""
    value = request.query_params.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0
