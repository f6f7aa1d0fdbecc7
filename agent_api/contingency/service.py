"""Contingency messages: start one on a line, remove it, and list them.

Starting and removing are one transaction each, with facts and notifications; gateways learn of it after the commit. If
that fails, the worker repeats it (`publication`). A line has one message at a time: a new one replaces it.
"""

from typing import Final, NamedTuple

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.access.users import users_with_roles
from agent_api.contingency import store
from agent_api.contingency.domain.message import MessageRow, end_row, find_fault, is_in_force, is_same
from agent_api.contingency.problems import ContingencyRefused, MessageNotPlayable, NoContingency
from agent_api.contingency.publication import publish_in_force
from agent_api.contingency.schemas import ContingencyForm
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.errors import NotFound
from agent_api.kit.facts import append_facts
from agent_api.notifications.domain.notification import NotificationKind
from agent_api.notifications.service import NotificationCause, notify
from agent_api.prompts import service as prompts
from agent_api.prompts.problems import SynthesiserFailed
from config.milliseconds import to_milliseconds
from config.timezone import COLOMBIA
from eventlog.facts import ContingencyMessageEnded, ContingencyMessageStarted
from eventlog.facts.calls.contingency import ContingencyEnd
from storage.encryption.field_cipher import row_key
from storage.errors import StorageError
from storage.postgres.engine import read_connection, unit_of_work

log = structlog.get_logger(__name__)
OVERSIGHT: Final = "interventoria"
_LATEST: Final = 20


class Messages(NamedTuple):
    """The messages in force, and the last ones that ended."""

    in_force: list[MessageRow]
    latest: list[MessageRow]


async def start_message(context: ApiContext, principal: Principal, line: str, form: ContingencyForm) -> None:
    """Start a message on a line, in place of any other; a repeated request changes nothing.

    Raises:
        NotFound: the site has no such line.
        NoContingency: the site has no contingency messages.
        ContingencyRefused: the site does not allow this message, mode or end.
    """
    _check(context, line, form)
    author = principal.author(at=context.now(), site_version=context.site.version)
    async with unit_of_work(context.engine) as connection:
        await store.lock(connection, context.campaign)
        before = await _find_unended(connection, context.campaign, line)
        if before and is_in_force(before, author.at) and is_same(before, form.message, form.mode, form.until):
            return
        if before:
            await _end(connection, context.campaign, before, "replaced", author)
        await _add(connection, context, line, form, author)
    await _publish(context)


async def read_audio(context: ApiContext, message: str) -> bytes:
    """Return the WAV of an approved message, as callers hear it.

    Raises:
        NotFound: the site has no such message.
        MessageNotPlayable: its sound cannot be rendered or read.
    """
    rules = context.site.contingency
    found = rules.messages.get(message) if rules else None
    if found is None:
        raise NotFound("Ese mensaje no está entre los que el sitio tiene aprobados.")
    try:
        return await prompts.read_audio(context, found.prompt, None)
    except (SynthesiserFailed, OSError) as error:
        log.warning("contingency_not_playable", message=message, error=repr(error))
        raise MessageNotPlayable from error


async def remove_message(context: ApiContext, principal: Principal, line: str) -> None:
    """Remove the message of a line; a line without one stays so.

    Raises:
        NotFound: the site has no such line.
    """
    _check_line(context, line)
    author = principal.author(at=context.now(), site_version=context.site.version)
    async with unit_of_work(context.engine) as connection:
        await store.lock(connection, context.campaign)
        row = await _find_unended(connection, context.campaign, line)
        if row is None:
            return
        await _end(connection, context.campaign, row, "removed", author)
    await _publish(context)


async def list_messages(context: ApiContext) -> Messages:
    """Return the messages in force and the last ones that ended, the latest first."""
    now = context.now()
    async with read_connection(context.engine) as connection:
        rows = await store.list_unended(connection, context.campaign)
        ended = await store.list_ended(connection, context.campaign, _LATEST)
    over = [end_row(row, "expired", "", now) for row in rows if not is_in_force(row, now)]
    return Messages([row for row in rows if is_in_force(row, now)], [*over, *ended][:_LATEST])


def _check_line(context: ApiContext, line: str) -> None:
    if line not in context.site.lines:
        raise NotFound(f"No hay ninguna línea «{line}».")


def _check(context: ApiContext, line: str, form: ContingencyForm) -> None:
    _check_line(context, line)
    rules = context.site.contingency
    if rules is None:
        raise NoContingency
    fault = find_fault(rules, form.message, form.mode, form.until, context.now())
    if fault is not None:
        raise ContingencyRefused(fault, rules.max_hours)


async def _find_unended(connection: AsyncConnection, campaign: str, line: str) -> MessageRow | None:
    return next((row for row in await store.list_unended(connection, campaign) if row.line == line), None)


async def _add(
    connection: AsyncConnection, context: ApiContext, line: str, form: ContingencyForm, author: Author
) -> None:
    id_ = await store.next_id(connection, context.campaign, author.at.astimezone(COLOMBIA).year)
    reason = context.cipher.encrypt(form.reason, field=store.REASON, row=row_key(context.campaign, id_))
    row = MessageRow(
        id=id_,
        line=line,
        message=form.message,
        mode=form.mode,
        reason=reason,
        started_at=author.at,
        started_by=author.user,
        until=form.until,
    )
    await store.add(connection, context.campaign, row)
    until_ms = to_milliseconds(form.until)
    fact = ContingencyMessageStarted(line=line, message=form.message, mode=form.mode, until_ms=until_ms)
    await append_facts(connection, context.campaign, [fact], author)
    await _notify(connection, context.campaign, row, "contingency_started", author)


async def _end(
    connection: AsyncConnection, campaign: str, row: MessageRow, how: ContingencyEnd, author: Author
) -> None:
    ended = end_row(row, how, author.user, author.at)
    await store.set_end(connection, campaign, ended)
    fact = ContingencyMessageEnded(line=row.line, message=row.message, how=ended.end or how)
    await append_facts(connection, campaign, [fact], author)
    if ended.end == "removed":
        await _notify(connection, campaign, row, "contingency_removed", author)


async def _notify(
    connection: AsyncConnection, campaign: str, row: MessageRow, kind: NotificationKind, author: Author
) -> None:
    """Notify the oversight."""
    users = await users_with_roles(connection, campaign, [OVERSIGHT], local_date(author.at))
    cause = NotificationCause(kind=kind, number=row.id, event=kind, by_user=author.user)
    await notify(connection, campaign, cause, users, author.at)


async def _publish(context: ApiContext) -> None:
    """Publish the change; a failure is no error, because the worker publishes again within seconds."""
    try:
        await publish_in_force(context.engine, context.redis, context.campaign, context.now())
    except StorageError as error:
        log.warning("contingency_not_published", campaign=context.campaign, error=type(error).__name__)
