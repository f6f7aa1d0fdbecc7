"""``/api/v1/calls/{id}/draft``."""

import json
from datetime import datetime
from typing import Final

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access.guard import CurrentPrincipal
from agent_api.dispositions.ownership import find_own_call
from agent_api.drafts import store
from agent_api.drafts.schemas import Draft, DraftForm, Form
from agent_api.drafts.store import DraftKey
from agent_api.kit.deps import ContextDep
from agent_api.kit.errors import ApiError
from agent_api.kit.ids import CallId
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection, unit_of_work

router = APIRouter(prefix="/api/v1/calls/{call_id}/draft", tags=["llamadas"])
DRAFT_BYTES_LIMIT: Final = 16 * 1024


class DraftChanged(ApiError):
    """Another tab saved a newer revision."""

    status = 409
    code = "draft_changed"

    def __init__(self, newer: Draft) -> None:
        super().__init__("Otra ventana cambió este borrador; aquí está el más reciente.")
        self.extension = {"draft": newer.model_dump(mode="json")}


class DraftTooLarge(ApiError):
    """The form exceeds the size limit of a draft."""

    status = 413
    code = "draft_too_large"

    def __init__(self) -> None:
        super().__init__(f"El borrador pasa de {DRAFT_BYTES_LIMIT // 1024} KiB; acorte el texto.")


class DraftUnreadable(ApiError):
    """The form holds values that JSON cannot represent: half a surrogate pair, or a number such as NaN."""

    status = 400
    code = "draft_unreadable"

    def __init__(self) -> None:
        super().__init__("El borrador tiene un carácter o un número que no se puede guardar.")


@router.get("", responses=responses(404), summary="El borrador de una llamada")
@requires("desk.use")
async def read_draft(context: ContextDep, principal: CurrentPrincipal, call_id: CallId) -> Draft:
    """El suyo; revisión 0 si no hay."""
    await find_own_call(context.router, context.journal, principal.user, call_id, context.now())
    return await _current_draft(
        context.engine, context.cipher, DraftKey(context.campaign, call_id, principal.user), context.now()
    )


@router.put("", responses=responses(404, 409, 413), summary="Guardar el borrador")
@requires("desk.use")
async def write_draft(context: ContextDep, principal: CurrentPrincipal, call_id: CallId, draft: DraftForm) -> Draft:
    """Si otra ventana lo cambió desde la revisión leída, 409 con el más reciente en `draft`."""
    now = context.now()
    await find_own_call(context.router, context.journal, principal.user, call_id, now)
    form = _encode_form(draft.form)
    key = DraftKey(context.campaign, call_id, principal.user)
    async with unit_of_work(context.engine) as connection:
        stored = await store.write(connection, context.cipher, key, draft.revision, form, now=now)
    if stored is None:
        raise DraftChanged(await _current_draft(context.engine, context.cipher, key, context.now()))
    return _present_draft(stored)


@router.delete("", status_code=204, responses=responses(404), summary="Borrar el borrador")
@requires("desk.use")
async def delete_draft(context: ContextDep, principal: CurrentPrincipal, call_id: CallId) -> None:
    """También si no hay ninguno."""
    await find_own_call(context.router, context.journal, principal.user, call_id, context.now())
    async with unit_of_work(context.engine) as connection:
        await store.remove(connection, DraftKey(context.campaign, call_id, principal.user))


async def _current_draft(engine: AsyncEngine, cipher: FieldCipher, key: DraftKey, now: datetime) -> Draft:
    async with read_connection(engine) as connection:
        return _present_draft(await store.read(connection, cipher, key, now))


def _present_draft(stored: store.StoredDraft | None) -> Draft:
    if stored is None:
        return Draft(revision=0, form=None, updated_at=None)
    return Draft(revision=stored.revision, form=json.loads(stored.form), updated_at=stored.updated_at)


def _encode_form(form: Form) -> str:
    """Return the form as JSON text of a bounded size."""
    try:
        text = json.dumps(form, ensure_ascii=False, allow_nan=False)
        size = len(text.encode())
    except (ValueError, RecursionError):
        raise DraftUnreadable from None
    if size > DRAFT_BYTES_LIMIT:
        raise DraftTooLarge
    return text
