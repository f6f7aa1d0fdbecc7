"""List, open, annotate and close incidents.

Owns what a person may do with an incident. Only the watch closes an incident that it opened, because a form does not
make a system answer again.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access.principal import Principal
from agent_api.incidents import schemas, store
from agent_api.incidents.presenters import present_incidents
from agent_api.incidents.schemas import ClosingForm, IncidentDetail, IncidentForm, IncidentNote
from agent_api.incidents.store import IncidentRow
from agent_api.incidents.watch.record import derive_incident_id
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import ApiError, BadQuery, NotFound
from agent_api.kit.facts import append_facts
from agent_api.kit.pagination import Cursor
from config.milliseconds import to_milliseconds
from config.site.model import Site
from eventlog.facts import AnyFact
from eventlog.facts.incident import IncidentClosed, IncidentNoted, IncidentOpened
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres.engine import read_connection, unit_of_work

_RANDOM_LENGTH: Final = 6
"""Random characters at the end of a manual incident's id: two can begin in the same system and second."""
_CLOCK_TOLERANCE: Final = timedelta(minutes=1)
"""How far ahead a browser's clock may be."""


class SystemUnknown(ApiError):
    """The site has no such system."""

    status = 400
    code = "system_unknown"

    def __init__(self, system: str) -> None:
        super().__init__(f"El sitio no tiene ningún sistema «{system}»: elija uno de los que se miden.")


class InvalidTimes(ApiError):
    """An incident would end before it began, or is in the future."""

    status = 400
    code = "moments_unfit"

    def __init__(self) -> None:
        super().__init__("Un incidente empieza antes de terminar, y nada de eso puede ser futuro: revise las horas.")


class AlreadyClosed(ApiError):
    """The incident has already ended."""

    status = 409
    code = "incident_closed"

    def __init__(self) -> None:
        super().__init__("Este incidente ya se cerró; si falta algo por decir, agregue una nota.")


class ClosedByWatch(ApiError):
    """The watch opened the incident and closes it when the system works."""

    status = 409
    code = "incident_watched"

    def __init__(self) -> None:
        super().__init__("Lo abrió la vigilancia y se cierra solo cuando el sistema vuelva; agregue una nota.")


async def list_incidents(
    engine: AsyncEngine, cipher: FieldCipher, site: Site, query: schemas.IncidentQuery, *, now: datetime
) -> schemas.IncidentPage:
    """Return a page of incidents with their effects.

    Raises:
        BadQuery: the cursor is invalid.
    """
    after = _cursor(query.cursor)
    async with read_connection(engine) as connection:
        rows = await store.page(
            connection,
            site.campaign,
            begins=query.begins,
            ends=query.ends,
            still_open=query.open,
            after=after,
            limit=query.limit + 1,
        )
        page = rows[: query.limit]
        incidents = await present_incidents(connection, site, cipher, page, now)
    more = len(rows) > query.limit
    cursor = Cursor(page[-1].began_at, page[-1].id) if more else None
    return schemas.IncidentPage(incidents=incidents, next=cursor.encode() if cursor else None)


async def incident_story(
    engine: AsyncEngine, cipher: FieldCipher, site: Site, incident_id: str, *, now: datetime
) -> IncidentDetail:
    """Return an incident with its notes.

    Raises:
        NotFound: there is none with that id.
    """
    async with read_connection(engine) as connection:
        return await _story(connection, cipher, site, now, await _find(connection, site.campaign, incident_id))


async def open_incident(context: ApiContext, principal: Principal, form: IncidentForm) -> IncidentDetail:
    """Open an incident that a person saw; it may have ended already.

    Raises:
        SystemUnknown: the site has no such system.
        InvalidTimes: it would end before it began, or is in the future.
    """
    if form.system not in context.site.systems:
        raise SystemUnknown(form.system)
    now, began = context.now(), form.began_at.replace(microsecond=0)
    ended = form.ended_at.replace(microsecond=0) if form.ended_at else None
    _check_times(began, ended, now)
    id_ = f"{derive_incident_id(form.system, began)}-{context.random_token()[:_RANDOM_LENGTH]}"
    opened = IncidentRow(
        id=id_,
        system=form.system,
        kind=form.kind,
        source="person",
        title=context.cipher.encrypt(form.title, field=store.TITLE, row=row_key(context.campaign, id_)),
        site_version=context.site.version,
        began_at=began,
        ended_at=ended,
        opened_at=now,
        opened_by=principal.actor,
        closed_at=now if ended else None,
        closed_by=principal.actor if ended else None,
    )
    author = principal.author(at=now, site_version=context.site.version)
    async with unit_of_work(context.engine) as connection:
        await store.add(connection, context.campaign, opened)
        await append_facts(connection, context.campaign, _opening_facts(opened), author)
        if form.note:
            await _append_note(
                connection, context.cipher, context.site, principal, opened, text=form.note, now=context.now()
            )
        return await _story(connection, context.cipher, context.site, context.now(), opened)


async def add_note(context: ApiContext, principal: Principal, incident_id: str, text: str) -> IncidentDetail:
    """Add a note to an incident.

    Raises:
        NotFound: there is none with that id.
    """
    async with unit_of_work(context.engine) as connection:
        incident = await _find(connection, context.campaign, incident_id)
        await _append_note(connection, context.cipher, context.site, principal, incident, text=text, now=context.now())
        return await _story(connection, context.cipher, context.site, context.now(), incident)


async def close_incident(
    context: ApiContext, principal: Principal, incident_id: str, form: ClosingForm
) -> IncidentDetail:
    """Close an incident, by default now.

    Raises:
        NotFound: there is none with that id.
        AlreadyClosed: it has already ended.
        ClosedByWatch: the watch closes it, while the site has the system watched.
        InvalidTimes: it would end before it began, or in the future.
    """
    now = context.now()
    ended = (form.ended_at or now).replace(microsecond=0)
    async with unit_of_work(context.engine) as connection:
        incident = await _find(connection, context.campaign, incident_id, lock=True)
        _check_closable(context.site, incident)
        ended = ended if form.ended_at else max(ended, incident.began_at + timedelta(seconds=1))
        _check_times(incident.began_at, ended, now)
        await store.close_open(connection, context.campaign, incident_id, ended_at=ended, at=now, by=principal.actor)
        closed = IncidentClosed(incident=incident_id, system=incident.system, ended_ms=to_milliseconds(ended))
        author = principal.author(at=now, site_version=context.site.version)
        await append_facts(connection, context.campaign, [closed], author)
        if form.note:
            await _append_note(
                connection, context.cipher, context.site, principal, incident, text=form.note, now=context.now()
            )
        return await _story(
            connection,
            context.cipher,
            context.site,
            context.now(),
            await _find(connection, context.campaign, incident_id),
        )


def _check_closable(site: Site, incident: IncidentRow) -> None:
    if incident.ended_at is not None:
        raise AlreadyClosed
    system = site.systems.get(incident.system)
    if incident.source == "watch" and system is not None and system.is_watched:
        raise ClosedByWatch


def _check_times(began: datetime, ended: datetime | None, now: datetime) -> None:
    if (ended is not None and began >= ended) or max(began, ended or began) > now + _CLOCK_TOLERANCE:
        raise InvalidTimes


def _opening_facts(opened: IncidentRow) -> list[AnyFact]:
    began = to_milliseconds(opened.began_at)
    identity = {"incident": opened.id, "system": opened.system}
    facts: list[AnyFact] = [IncidentOpened(**identity, kind=opened.kind, source=opened.source, began_ms=began)]
    if opened.ended_at is not None:
        facts.append(IncidentClosed(**identity, ended_ms=to_milliseconds(opened.ended_at)))
    return facts


async def _append_note(
    connection: AsyncConnection,
    cipher: FieldCipher,
    site: Site,
    principal: Principal,
    incident: IncidentRow,
    *,
    text: str,
    now: datetime,
) -> None:
    sealed = cipher.encrypt(text, field=store.NOTE, row=row_key(site.campaign, incident.id, now))
    author = principal.author(at=now, site_version=site.version)
    number = await store.add_note(connection, site.campaign, incident.id, author, sealed)
    await append_facts(connection, site.campaign, [IncidentNoted(incident=incident.id, note=number)], author)


async def _find(connection: AsyncConnection, campaign: str, incident_id: str, *, lock: bool = False) -> IncidentRow:
    row = await store.find(connection, campaign, incident_id, lock=lock)
    if row is None:
        raise NotFound(f"No hay ningún incidente «{incident_id}».")
    return row


async def _story(
    connection: AsyncConnection, cipher: FieldCipher, site: Site, now: datetime, incident: IncidentRow
) -> IncidentDetail:
    [summary] = await present_incidents(connection, site, cipher, [incident], now)
    notes = [
        IncidentNote(
            id=each.id,
            at=each.at,
            who=each.who,
            who_name=each.who_name,
            text=cipher.decrypt(each.text, field=store.NOTE, row=row_key(site.campaign, incident.id, each.at)),
        )
        for each in await store.notes_of(connection, site.campaign, incident.id)
    ]
    return IncidentDetail(**summary.model_dump(), notes=notes)


def _cursor(cursor: str | None) -> Cursor | None:
    try:
        return Cursor.decode(cursor) if cursor else None
    except ValueError as error:
        raise BadQuery("cursor", "El cursor no es de una página anterior.") from error
