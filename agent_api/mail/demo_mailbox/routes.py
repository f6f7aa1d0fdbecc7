"""``/api/v1/demo/mail``: the messages of the demo's mail server; only in the demo."""

import asyncio
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from agent_api.kit.deps import ContextDep
from agent_api.kit.errors import NotFound
from agent_api.kit.permissions import SIGNED_IN, requires
from agent_api.kit.problems import responses
from agent_api.mail.demo_mailbox.page import render_page
from agent_api.mail.demo_mailbox.reader import SampleMailbox, SampleMessage, read_mailbox

router = APIRouter(prefix="/api/v1/demo/mail", tags=["demostración"])
_HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; style-src 'self'"}


@router.get("", responses=responses(404), summary="Correos de la demostración")
@requires(SIGNED_IN)
async def list_sample_mail(context: ContextDep) -> SampleMailbox:
    """Los últimos que el sistema envió, primero el más nuevo; ninguno sale de la máquina."""
    return SampleMailbox(messages=await _messages(context.sample_mailbox))


@router.get(
    "/page", responses=responses(404), response_class=HTMLResponse, summary="Correos de la demostración, en una página"
)
@requires(SIGNED_IN)
async def show_sample_mail(context: ContextDep) -> HTMLResponse:
    """Para verlos en el navegador en el que se entró."""
    return HTMLResponse(render_page(await _messages(context.sample_mailbox)), headers=_HEADERS)


async def _messages(folder: Path | None) -> list[SampleMessage]:
    if folder is None:
        raise NotFound("Solo la demostración tiene un buzón que se pueda leer aquí.")
    return await asyncio.to_thread(read_mailbox, folder)
