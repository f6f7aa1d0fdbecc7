"""``/api/openapi.json``: the OpenAPI document, rendered once and served from memory."""

import asyncio
import hashlib
import json
import math
import zlib

from fastapi import APIRouter, FastAPI, Request, Response

from agent_api.kit.permissions import PUBLIC, requires
from agent_api.screens.static_files import WebFile, build_reply

router = APIRouter(include_in_schema=False)


async def render_document_file(app: FastAPI) -> WebFile:
    """Render an application's document in a thread: it takes a second or more."""
    return await asyncio.to_thread(lambda: build_document_file(app))


def build_document_file(app: FastAPI) -> WebFile:
    """Render an application's document, plain and compressed."""
    body = json.dumps(app.openapi(), ensure_ascii=False, separators=(",", ":")).encode()
    packer = zlib.compressobj(9, wbits=31)  # gzip without a timestamp: the same document gives the same bytes
    return WebFile(
        media_type="application/json",
        hashed=False,
        etag=f'W/"{hashlib.sha256(body).hexdigest()[:20]}"',
        bodies={"identity": body, "gzip": packer.compress(body) + packer.flush()},
    )


@router.api_route("/api/openapi.json", methods=["GET", "HEAD"])
@requires(PUBLIC)
async def document(request: Request) -> Response:
    """Este documento."""
    file = await request.app.state.document.get(math.inf)
    headers = request.headers
    reply = build_reply(file, headers.get("accept-encoding", ""), headers.get("if-none-match", ""))
    return Response(reply.body, reply.status, dict(reply.headers))
