"""Wall displays: create, change, pair and revoke one, and authenticate its device.

A person creates a display and gets a pairing code once. The television exchanges it for a token in a cookie that
scripts do not read and that is sent to one path. The database has a keyed hash of the code and a digest of the token.
Each act is one transaction with its fact. Nothing caches an authentication, so a revocation holds at the next request.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.limits.lockout import Attempts, pairing_subjects
from agent_api.access.principal import Principal
from agent_api.displays import store
from agent_api.displays.domain.display import CODE_LIFETIME, DisplayRow, may_read, takes_code
from agent_api.displays.domain.pairing_code import make_code, parse_code
from agent_api.displays.problems import (
    MOST_DISPLAYS,
    DisplayNotAllowed,
    NoSuchDisplay,
    PairingCodeWrong,
    TooManyDisplays,
)
from agent_api.displays.schemas import DisplayForm, NewDisplayForm
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from config.milliseconds import to_milliseconds
from eventlog.facts import DisplayCodeIssued, DisplayCreated, DisplayPaired, DisplayRevoked
from storage.postgres.engine import read_connection, unit_of_work

ACTOR: Final = "system"
"""The television that is paired has no user."""
_CODE_FIELD: Final = "wall_display.code"
_TOKEN_BYTES: Final = 32
_SEEN_INTERVAL: Final = timedelta(seconds=30)
_LATEST: Final = 10
_NO_DIGEST: Final = bytes(32)


class Displays(NamedTuple):
    """The displays that may read, and the last ones that no longer may."""

    current: list[DisplayRow]
    former: list[DisplayRow]


class NewCode(NamedTuple):
    """A display and the code to pair it with, which is nowhere stored."""

    row: DisplayRow
    code: str


class PairedDevice(NamedTuple):
    """A display and the token of its device, which is nowhere stored."""

    row: DisplayRow
    token: str


async def list_displays(context: ApiContext) -> Displays:
    """Return the displays, those in force from the oldest to the latest."""
    now = context.now()
    async with read_connection(context.engine) as connection:
        current = await store.list_current(connection, context.campaign, now)
        former = await store.list_former(connection, context.campaign, now, _LATEST)
    return Displays(current, former)


async def create_display(context: ApiContext, principal: Principal, form: NewDisplayForm) -> NewCode:
    """Create a display with a pairing code.

    Raises:
        TooManyDisplays: the campaign has as many as it may.
    """
    author = _author(context, principal)
    async with unit_of_work(context.engine) as connection:
        if len(await store.list_current(connection, context.campaign, author.at)) >= MOST_DISPLAYS:
            raise TooManyDisplays
        row = DisplayRow(
            id=secrets.token_hex(8),
            **_settings(form),
            created_at=author.at,
            created_by=author.user,
            expires_at=author.at + timedelta(days=form.days),
        )
        row, code = _with_code(context, row, author.at)
        await store.add(connection, context.campaign, row)
        fact = DisplayCreated(display=row.id, expires_ms=to_milliseconds(row.expires_at))
        await append_facts(connection, context.campaign, [fact], author)
    return NewCode(row, code)


async def issue_code(context: ApiContext, principal: Principal, identity: str) -> NewCode:
    """Give a display a new pairing code; its device reads until the code is used.

    Raises:
        NoSuchDisplay: there is none that may read.
    """
    author = _author(context, principal)
    async with unit_of_work(context.engine) as connection:
        row = await _find_current(connection, context.campaign, identity, author.at)
        row, code = _with_code(context, row, author.at)
        await store.save(connection, context.campaign, row)
        await append_facts(connection, context.campaign, [DisplayCodeIssued(display=row.id)], author)
    return NewCode(row, code)


async def change_display(context: ApiContext, identity: str, form: DisplayForm) -> DisplayRow:
    """Change the name and the panels of a display, from its next reading on.

    Raises:
        NoSuchDisplay: there is none that may read.
    """
    async with unit_of_work(context.engine) as connection:
        row = await _find_current(connection, context.campaign, identity, context.now())
        row = msgspec.structs.replace(row, **_settings(form))
        await store.save(connection, context.campaign, row)
    return row


async def revoke_display(context: ApiContext, principal: Principal, identity: str) -> None:
    """Revoke a display; one that is revoked or expired stays so.

    Raises:
        NoSuchDisplay: the campaign never had it.
    """
    author = _author(context, principal)
    async with unit_of_work(context.engine) as connection:
        row = await store.find(connection, context.campaign, identity, for_update=True)
        if row is None:
            raise NoSuchDisplay
        if not may_read(row, author.at):
            return
        row = msgspec.structs.replace(row, revoked_at=author.at, revoked_by=author.user, code=None, digest=None)
        await store.save(connection, context.campaign, row)
        await append_facts(connection, context.campaign, [DisplayRevoked(display=row.id)], author)


async def pair(context: ApiContext, text: str, client: str) -> PairedDevice:
    """Exchange a pairing code for the token of a device, once; a former device of the display loses its own.

    ``text`` is as a person typed it, ``client`` the IP address of the device.

    Raises:
        LockedOut: the address tried too many wrong codes.
        PairingCodeWrong: no display waits for this code.
    """
    attempts = Attempts(context.redis, context.campaign, context.cipher, pairing_subjects(client))
    await attempts.begin()
    now, secret = context.now(), secrets.token_urlsafe(_TOKEN_BYTES)
    async with unit_of_work(context.engine) as connection:
        row = _match_code(context, await store.list_waiting(connection, context.campaign, now), text, now)
        row = msgspec.structs.replace(
            row, code=None, code_expires_at=None, digest=_digest(secret), paired_at=now, seen_at=now
        )
        await store.save(connection, context.campaign, row)
        author = Author(actor=ACTOR, at=now, site_version=context.site.version)
        await append_facts(connection, context.campaign, [DisplayPaired(display=row.id)], author)
    await attempts.clear()
    return PairedDevice(row, f"{row.id}.{secret}")


async def authenticate(context: ApiContext, token: str) -> DisplayRow:
    """Return the display of a token.

    Raises:
        DisplayNotAllowed: there is none, or it is revoked or expired.
    """
    identity, _, secret = token.partition(".")
    now = context.now()
    async with read_connection(context.engine) as connection:
        row = await store.find(connection, context.campaign, identity) if secret else None
    digest = row.digest if row is not None and row.digest is not None else _NO_DIGEST
    matches = hmac.compare_digest(digest, _digest(secret))
    if row is None or not matches or not may_read(row, now):
        raise DisplayNotAllowed
    if row.seen_at is None or now - row.seen_at > _SEEN_INTERVAL:
        async with unit_of_work(context.engine) as connection:
            await store.note_seen(connection, context.campaign, row.id, now)
    return row


def _author(context: ApiContext, principal: Principal) -> Author:
    return principal.author(at=context.now(), site_version=context.site.version)


def _settings(form: DisplayForm) -> dict[str, Any]:
    return {
        "name": form.name,
        "place": form.place,
        "panels": tuple(form.panels),
        "seconds": form.seconds,
        "theme": form.theme,
    }


def _with_code(context: ApiContext, row: DisplayRow, now: datetime) -> NewCode:
    """Return the display with the hash of a new code, and the code."""
    code = make_code(secrets.choice)
    hashed = context.cipher.blind_index(code, field=_CODE_FIELD)
    return NewCode(msgspec.structs.replace(row, code=hashed, code_expires_at=now + CODE_LIFETIME), code)


async def _find_current(connection: AsyncConnection, campaign: str, identity: str, now: datetime) -> DisplayRow:
    row = await store.find(connection, campaign, identity, for_update=True)
    if row is None or not may_read(row, now):
        raise NoSuchDisplay
    return row


def _match_code(context: ApiContext, rows: list[DisplayRow], text: str, now: datetime) -> DisplayRow:
    """Return the display that waits for a code; each comparison takes the same time."""
    hashed = context.cipher.blind_index(parse_code(text) or "", field=_CODE_FIELD)
    found = [row for row in rows if hmac.compare_digest(row.code or "", hashed) and takes_code(row, now)]
    if not found:
        raise PairingCodeWrong
    return found[0]


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
