"""The addresses behind the visitor's own documents: add a file, remove files, start an update, look how far it is."""

from __future__ import annotations

from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from ingest.read import MAX_BINARY_BYTES, MAX_BYTES
from ui.workspace.workspace import Workspace

ADD_FILE = "/workspace/file"
MAX_FILE_BYTES = max(MAX_BYTES, MAX_BINARY_BYTES)
_MAX_PATH = 2_000


def workspace_routes(workspace: Workspace) -> list[BaseRoute]:
    """Routes to put in front of Gradio's.

    The body of ADD_FILE is the file itself and its path is in the address; the reply says why it was not taken,
    "" where it was.
    """

    async def add_file(request: Request) -> Response:
        path = request.query_params.get("path", "")[-_MAX_PATH:]
        reason = await run_in_threadpool(workspace.add, path, await request.body())
        return JSONResponse({"reason": reason})

    async def remove_files(request: Request) -> Response:
        try:
            keys = [str(key) for key in (await request.json())["keys"]]
        except (ValueError, TypeError, KeyError, RecursionError):
            return JSONResponse({"reason": 'send {"keys": [...]}'}, status_code=422)
        removed = await run_in_threadpool(workspace.remove, keys)
        return JSONResponse({"removed": removed})

    async def start_update(request: Request) -> Response:
        return JSONResponse({"started": workspace.start_update()}, status_code=202)

    async def show_state(request: Request) -> Response:
        return JSONResponse(asdict(workspace.state), headers={"cache-control": "no-store"})

    return [
        Route(ADD_FILE, add_file, methods=["POST"]),
        Route("/workspace/remove", remove_files, methods=["POST"]),
        Route("/workspace/update", start_update, methods=["POST"]),
        Route("/workspace/state", show_state),
    ]
