"""Observations: the oversight makes them, and the coordinator answers each once.

Making and answering are one transaction each, with its fact. `agent_api.access.permissions` decides who may do it.
"""

from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access.permissions import roles_with_permission
from agent_api.access.principal import Principal
from agent_api.access.users import users_with_roles
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.errors import ApiError, NotFound
from agent_api.kit.facts import append_facts
from agent_api.kit.pagination import Cursor
from agent_api.mail.domain.contents import ObservationAnsweredText, ObservationMadeText
from agent_api.mail.domain.messages import Recipient
from agent_api.mail.service import OutgoingMessage, post
from agent_api.notifications.service import NotificationCause, notify
from agent_api.observations import store
from agent_api.observations.domain.deadline import due_date, status_on
from agent_api.observations.schemas import (
    About,
    Observation,
    ObservationAnswer,
    ObservationForm,
    ObservationPage,
    ObservationQuery,
)
from agent_api.observations.store import ObservationFilter, ObservationRow
from agent_api.observations.subjects import check_subject, subject_id
from config.law.terms import day_of_receipt
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog.facts import ObservationAnswered, ObservationMade
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres.engine import read_connection, unit_of_work

_ABOUT: TypeAdapter[About] = TypeAdapter(About)


class AlreadyAnswered(ApiError):
    """The observation already has another answer."""

    status = 409
    code = "observation_answered"

    def __init__(self, name: str) -> None:
        super().__init__(f"Esta observación ya la respondió {name}; la respuesta no se cambia.")


class ObservationKeyReused(ApiError):
    """Another observation already used the Idempotency-Key."""

    status = 409
    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("Con esa clave ya se escribió otra observación; use una clave nueva.")


async def create(context: ApiContext, principal: Principal, form: ObservationForm, key: str) -> Observation:
    """Store an observation, once for each idempotency key; the same key and form return the same observation.

    Raises:
        ApiError: the subject does not exist; see `check_subject`.
        NotFound: the observation that it follows does not exist.
        ObservationKeyReused: the key was used with another form.
    """
    await check_subject(context, principal, form.about.kind, subject_id(form.about))
    request = context.cipher.blind_index(form.model_dump_json(), field=store.REQUEST)
    async with unit_of_work(context.engine) as connection:
        now = context.now()
        id_ = await store.next_id(connection, context.campaign, now.astimezone(COLOMBIA).year)
        earlier = await store.find_by_key(connection, context.campaign, principal.user, key)
        if earlier is None:
            await _check_followed(connection, context.campaign, form.follows)
            earlier = _new_row(
                context.cipher, context.site, principal, form, id_, key=key, request=request, now=context.now()
            )
            await store.add(connection, context.campaign, earlier)
            await _announce_made(connection, context.cipher, context.site, principal, earlier, now=now)
    if earlier.request != request:
        raise ObservationKeyReused
    return _present(context.cipher, context.site, earlier, context.now())


async def answer_observation(context: ApiContext, principal: Principal, id_: str, text: str) -> Observation:
    """Answer an observation; the same answer by the same user changes nothing.

    Raises:
        NotFound: the observation does not exist.
        AlreadyAnswered: it has another answer.
    """
    async with unit_of_work(context.engine) as connection:
        row, now = _require(await store.find(connection, context.campaign, id_, lock=True)), context.now()
        if row.answer is not None:
            if (
                row.answered_by,
                context.cipher.decrypt(row.answer, field=store.ANSWER, row=row_key(context.campaign, row.id)),
            ) != (principal.user, text):
                raise AlreadyAnswered(row.answered_by_name or "")
            return _present(context.cipher, context.site, row, context.now())
        ciphertext = context.cipher.encrypt(text, field=store.ANSWER, row=row_key(context.campaign, id_))
        await store.set_answer(
            connection, context.campaign, id_, answer=ciphertext, user=principal.user, name=principal.name, at=now
        )
        late = local_date(now) > row.due_on
        await _announce_answered(connection, context.cipher, context.site, principal, row, late=late, now=now)
        answered = _require(await store.find(connection, context.campaign, id_))
        return _present(context.cipher, context.site, answered, context.now())


async def get(engine: AsyncEngine, cipher: FieldCipher, site: Site, id_: str, *, now: datetime) -> Observation:
    """Return an observation.

    Raises:
        NotFound: no observation has that number.
    """
    async with read_connection(engine) as connection:
        return _present(cipher, site, _require(await store.find(connection, site.campaign, id_)), now)


async def list_observations(
    engine: AsyncEngine,
    cipher: FieldCipher,
    site: Site,
    query: ObservationQuery,
    after: Cursor | None,
    *,
    now: datetime,
) -> ObservationPage:
    """Return a page of observations, and the total that wait for an answer."""
    filter_ = ObservationFilter(answered=query.answered, about=query.about, subject=query.subject)
    async with read_connection(engine) as connection:
        rows = await store.page(connection, site.campaign, filter_, query.limit + 1, after)
        waiting, late = await store.count_waiting(connection, site.campaign, local_date(now))
    return ObservationPage(
        observations=[_present(cipher, site, row, now) for row in rows[: query.limit]],
        waiting=waiting,
        late=late,
        next=_next_cursor(rows, query.limit),
    )


def _present(cipher: FieldCipher, site: Site, row: ObservationRow, now: datetime) -> Observation:
    answered_on = local_date(row.answered_at) if row.answered_at else None
    judged = status_on(row.due_on, answered_on, local_date(now), site.terms)
    return Observation(
        id=row.id,
        about=_ABOUT.validate_json(row.about),
        text=cipher.decrypt(row.text, field=store.TEXT, row=row_key(site.campaign, row.id)),
        follows=row.follows or None,
        made_at=row.made_at,
        made_by=row.made_by,
        made_by_name=row.made_by_name,
        due_on=row.due_on,
        standing=judged.standing,
        days=judged.days,
        answer=_answer(cipher, site.campaign, row),
    )


def _answer(cipher: FieldCipher, campaign: str, row: ObservationRow) -> ObservationAnswer | None:
    if row.answer is None or row.answered_at is None:
        return None
    return ObservationAnswer(
        text=cipher.decrypt(row.answer, field=store.ANSWER, row=row_key(campaign, row.id)),
        answered_at=row.answered_at,
        answered_by=row.answered_by or "",
        answered_by_name=row.answered_by_name or "",
    )


def _next_cursor(rows: Sequence[ObservationRow], limit: int) -> str | None:
    last = rows[limit - 1] if len(rows) > limit else None
    return Cursor(last.made_at, last.id).encode() if last else None


def _new_row(
    cipher: FieldCipher,
    site: Site,
    principal: Principal,
    form: ObservationForm,
    id_: str,
    *,
    key: str,
    request: str,
    now: datetime,
) -> ObservationRow:
    return ObservationRow(
        id=id_,
        kind=form.about.kind,
        subject=subject_id(form.about),
        about=form.about.model_dump_json(),
        follows=form.follows or "",
        text=cipher.encrypt(form.text, field=store.TEXT, row=row_key(site.campaign, id_)),
        made_at=now,
        made_by=principal.user,
        made_by_name=principal.name,
        site_version=site.version,
        idempotency_key=key,
        request=request,
        due_on=due_date(day_of_receipt(now), site.observations, site.terms),
    )


async def _check_followed(connection: AsyncConnection, campaign: str, follows: str | None) -> None:
    if follows and await store.find(connection, campaign, follows) is None:
        raise NotFound("No hay ninguna observación con el número en el que insiste.")


async def _announce_made(
    connection: AsyncConnection,
    cipher: FieldCipher,
    site: Site,
    principal: Principal,
    row: ObservationRow,
    *,
    now: datetime,
) -> None:
    fact = ObservationMade(observation=row.id, about=row.kind, subject=row.subject, due_on=row.due_on.isoformat())
    await append_facts(connection, site.campaign, [fact], _author(site, principal, row, now))
    roles = roles_with_permission("observation.answer")
    answerers = await users_with_roles(connection, site.campaign, roles, local_date(now))
    made = NotificationCause(kind="observation_made", number=row.id, event="made", due_on=row.due_on)
    await notify(connection, site.campaign, made, answerers - {principal.user}, now)
    text = ObservationMadeText(number=row.id, last_day=row.due_on, link=site.notices.observation_link(row.id))
    await _mail(connection, cipher, site, principal, text, people=site.observations.mail, now=now)


async def _announce_answered(
    connection: AsyncConnection,
    cipher: FieldCipher,
    site: Site,
    principal: Principal,
    row: ObservationRow,
    *,
    late: bool,
    now: datetime,
) -> None:
    fact = ObservationAnswered(observation=row.id, late=late)
    await append_facts(connection, site.campaign, [fact], _author(site, principal, row, now))
    cause = NotificationCause(kind="observation_answered", number=row.id, event="answered", by_user=principal.user)
    await notify(connection, site.campaign, cause, [row.made_by], now)
    text = ObservationAnsweredText(number=row.id, late=late, link=site.notices.observation_link(row.id))
    await _mail(connection, cipher, site, principal, text, people=site.oversight.mail, now=now)


async def _mail(
    connection: AsyncConnection,
    cipher: FieldCipher,
    site: Site,
    principal: Principal,
    text: ObservationMadeText | ObservationAnsweredText,
    *,
    people: Sequence[str],
    now: datetime,
) -> None:
    """Post in the same transaction, so that recipients find the observation; without mail settings, post nothing."""
    for address in people if site.mail else ():
        message = OutgoingMessage(to=Recipient(address=address), content=text)
        await post(connection, message, site=site, cipher=cipher, actor=principal.actor, now=now)


def _author(site: Site, principal: Principal, row: ObservationRow, now: datetime) -> Author:
    """Return the author of a fact; a fact about a call joins the call's timeline."""
    call = row.subject if row.kind == "call" else ""
    return principal.author(at=now, site_version=site.version, call_id=call)


def _require(row: ObservationRow | None) -> ObservationRow:
    if row is None:
        raise NotFound("No hay ninguna observación con ese número.")
    return row
