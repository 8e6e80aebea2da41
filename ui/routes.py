"""The addresses that are not Gradio's: our stylesheet and scripts, and each document as a page."""

from __future__ import annotations

from importlib import resources
from pathlib import PurePath
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from ui.document_page import document_html
from ui.visitor import Assistant

_TYPES = {".css": "text/css", ".js": "text/javascript"}


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
        kind = _TYPES.get(PurePath(name).suffix)
        # Compared with what lies there, never joined with it: a name is not a path to follow.
        file = next((file for file in resources.files("ui").iterdir() if file.name == name), None)
        if kind is None or file is None:
            return PlainTextResponse("not found", status_code=404)
        content = file.read_text(encoding="utf-8")
        return Response(content, media_type=kind, headers={"cache-control": "no-cache"})

    return [Route("/page/{name}", send_file), Route("/documents/{identity:path}", show_document)]


def _offset(request: Request, name: str) -> int:
    """A whole number from the address, 0 where there is none."""
    value = request.query_params.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0
