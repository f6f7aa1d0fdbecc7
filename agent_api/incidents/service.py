"""Incidents for people: which there were, what they did to calls, and what people say of them.

Owns what a person may do with an incident. What the watch opened it closes itself, for a system that does not answer is
not brought back by a form.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.incidents import schemas, store
from agent_api.incidents.presenters import present_incidents
from agent_api.incidents.schemas import ClosingForm, IncidentForm, IncidentNote, IncidentStory
from agent_api.incidents.store import IncidentRow
from agent_api.incidents.watch.record import derive_incident_id
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import ApiError, BadQuery, NotFound
from agent_api.kit.pagination import Cursor
from config.milliseconds import to_milliseconds
from config.site.model import Site
from eventlog import outbox
from eventlog.facts import AnyFact
from eventlog.facts.incident import IncidentClosed, IncidentNoted, IncidentOpened
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres.engine import read_connection, unit_of_work

_RANDOM_LENGTH: Final = 6
"""Signs behind the id of what a person opened: two may open one of the same system and second."""
_CLOCK_TOLERANCE: Final = timedelta(minutes=1)
"""A browser's clock may be so much ahead."""


class SystemUnknown(ApiError):
    """The site has no such system."""

    status = 400
    code = "system_unknown"

    def __init__(self, system: str) -> None:
        super().__init__(f"El sitio no tiene ningún sistema «{system}»: elija uno de los que se miden.")


class InvalidTimes(ApiError):
    """An incident would end before it began, or lie in the future."""

    status = 400
    code = "moments_unfit"

    def __init__(self) -> None:
        super().__init__("Un incidente empieza antes de terminar, y nada de eso puede ser futuro: revise las horas.")


class AlreadyClosed(ApiError):
    """The incident ended."""

    status = 409
    code = "incident_closed"

    def __init__(self) -> None:
        super().__init__("Este incidente ya se cerró; si falta algo por decir, agregue una nota.")


class ClosedByWatch(ApiError):
    """The watch opened it and closes it when the system works."""

    status = 409
    code = "incident_watched"

    def __init__(self) -> None:
        super().__init__("Lo abrió la vigilancia y se cierra solo cuando el sistema vuelva; agregue una nota.")


async def list_incidents(deps: ApiContext, query: schemas.IncidentQuery) -> schemas.IncidentPage:
    """A page of incidents with their effects.

    Raises:
        BadQuery: the cursor is of no page.
    """
    after = _cursor(query.cursor)
    async with read_connection(deps.engine) as connection:
        found = await store.page(
            connection,
            deps.campaign,
            begins=query.begins,
            ends=query.ends,
            still_open=query.open,
            after=after,
            limit=query.limit + 1,
        )
        page = found[: query.limit]
        shown = await present_incidents(connection, deps.site, deps.sealer, page, deps.now())
    more = len(found) > query.limit
    place = Cursor(page[-1].began_at, page[-1].id) if more else None
    return schemas.IncidentPage(incidents=shown, next=place.cursor() if place else None)


async def incident_story(deps: ApiContext, identity: str) -> IncidentStory:
    """An incident with its notes.

    Raises:
        NotFound: there is none with that id.
    """
    async with read_connection(deps.engine) as connection:
        return await _story(
            connection, deps.sealer, deps.site, deps.now(), await _find(connection, deps.campaign, identity)
        )


async def open_incident(deps: ApiContext, who: Principal, form: IncidentForm) -> IncidentStory:
    """Open an incident that a person saw, ended or not.

    Raises:
        SystemUnknown: the site has no such system.
        InvalidTimes: it would end before it began, or lie in the future.
    """
    if form.system not in deps.site.systems:
        raise SystemUnknown(form.system)
    now, began = deps.now(), form.began_at.replace(microsecond=0)
    ended = form.ended_at.replace(microsecond=0) if form.ended_at else None
    _check_times(began, ended, now)
    id_ = f"{derive_incident_id(form.system, began)}-{deps.chance()[:_RANDOM_LENGTH]}"
    opened = IncidentRow(
        id=id_,
        system=form.system,
        kind=form.kind,
        source="person",
        title=deps.sealer.seal(form.title, about=store.TITLE, row=row_key(deps.campaign, id_)),
        site_version=deps.site.version,
        began_at=began,
        ended_at=ended,
        opened_at=now,
        opened_by=who.actor,
        closed_at=now if ended else None,
        closed_by=who.actor if ended else None,
    )
    async with unit_of_work(deps.engine) as connection:
        await store.add(connection, deps.campaign, opened)
        await _append_facts(connection, deps.site, who, _opening_facts(opened))
        if form.note:
            await _append_note(connection, deps, who, opened, form.note)
        return await _story(connection, deps.sealer, deps.site, deps.now(), opened)


async def add_note(deps: ApiContext, who: Principal, identity: str, text: str) -> IncidentStory:
    """Write something of an incident.

    Raises:
        NotFound: there is none with that id.
    """
    async with unit_of_work(deps.engine) as connection:
        found = await _find(connection, deps.campaign, identity)
        await _append_note(connection, deps, who, found, text)
        return await _story(connection, deps.sealer, deps.site, deps.now(), found)


async def close_incident(deps: ApiContext, who: Principal, identity: str, form: ClosingForm) -> IncidentStory:
    """Say when an incident ended.

    Raises:
        NotFound: there is none with that id.
        AlreadyClosed: it ended.
        ClosedByWatch: the watch closes it, as long as the site has the system watched.
        InvalidTimes: it would end before it began, or in the future.
    """
    now = deps.now()
    ended = (form.ended_at or now).replace(microsecond=0)
    async with unit_of_work(deps.engine) as connection:
        found = await _find(connection, deps.campaign, identity, lock=True)
        _check_closable(deps.site, found)
        ended = ended if form.ended_at else max(ended, found.began_at + timedelta(seconds=1))
        _check_times(found.began_at, ended, now)
        await store.close_open(connection, deps.campaign, identity, ended_at=ended, at=now, by=who.actor)
        closed = IncidentClosed(incident=identity, system=found.system, ended_ms=to_milliseconds(ended))
        await _append_facts(connection, deps.site, who, [closed])
        if form.note:
            await _append_note(connection, deps, who, found, form.note)
        return await _story(
            connection, deps.sealer, deps.site, deps.now(), await _find(connection, deps.campaign, identity)
        )


def _check_closable(site: Site, found: IncidentRow) -> None:
    if found.ended_at is not None:
        raise AlreadyClosed
    system = site.systems.get(found.system)
    if found.source == "watch" and system is not None and system.is_watched:
        raise ClosedByWatch


def _check_times(began: datetime, ended: datetime | None, now: datetime) -> None:
    if (ended is not None and began >= ended) or max(began, ended or began) > now + _CLOCK_TOLERANCE:
        raise InvalidTimes


def _opening_facts(opened: IncidentRow) -> list[AnyFact]:
    began = to_milliseconds(opened.began_at)
    here = {"incident": opened.id, "system": opened.system}
    facts: list[AnyFact] = [IncidentOpened(**here, kind=opened.kind, source=opened.source, began_ms=began)]
    if opened.ended_at is not None:
        facts.append(IncidentClosed(**here, ended_ms=to_milliseconds(opened.ended_at)))
    return facts


async def _append_facts(connection: AsyncConnection, site: Site, who: Principal, facts: Sequence[AnyFact]) -> None:
    await outbox.put(connection, site.campaign, facts, actor=who.actor, site_version=site.version)


async def _append_note(
    connection: AsyncConnection, deps: ApiContext, who: Principal, found: IncidentRow, text: str
) -> None:
    now = deps.now()
    sealed = deps.sealer.seal(text, about=store.NOTE, row=row_key(deps.campaign, found.id, now))
    author = who.author(at=now, site_version=deps.site.version)
    number = await store.add_note(connection, deps.campaign, found.id, author, sealed)
    await _append_facts(connection, deps.site, who, [IncidentNoted(incident=found.id, note=number)])


async def _find(connection: AsyncConnection, campaign: str, identity: str, *, lock: bool = False) -> IncidentRow:
    found = await store.find(connection, campaign, identity, lock=lock)
    if found is None:
        raise NotFound(f"No hay ningún incidente «{identity}».")
    return found


async def _story(
    connection: AsyncConnection, cipher: FieldCipher, site: Site, now: datetime, found: IncidentRow
) -> IncidentStory:
    [shown] = await present_incidents(connection, site, cipher, [found], now)
    notes = [
        IncidentNote(
            id=each.id,
            at=each.at,
            who=each.who,
            who_name=each.who_name,
            text=cipher.open(each.text, about=store.NOTE, row=row_key(site.campaign, found.id, each.at)),
        )
        for each in await store.notes_of(connection, site.campaign, found.id)
    ]
    return IncidentStory(**shown.model_dump(), notes=notes)


def _cursor(cursor: str | None) -> Cursor | None:
    try:
        return Cursor.read(cursor) if cursor else None
    except ValueError as error:
        raise BadQuery("cursor", "El cursor no es de una página anterior.") from error
