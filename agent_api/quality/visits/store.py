"""Visits in the database.

Owns the table quality_visit, where texts are encrypted. A new visit locks the campaign's numbers until the transaction
ends, so that they have no gaps.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Select, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit.pagination import Cursor
from agent_api.quality.visits.domain.visit import VisitAnswer, VisitContent, VisitState, VisitTexts
from eventlog.facts.quality.visit import VisitMode
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres.year_numbers import lock_numbers, next_number
from storage.tables import finding, quality_visit

TEXTS: Final = "quality_visit.texts"


class VisitPlain(VisitTexts, frozen=True, kw_only=True):
    """The encrypted texts of a row: those of the visit, and why it was discarded."""

    discard_reason: str = ""


class VisitRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table, with its texts in plain form.

    Attributes:
        line: id of the visited line; empty for all, as is the channel.
        digest: SHA-256 of what was signed; None before.
    """

    id: str
    mode: VisitMode
    visited_on: date
    line: str
    channel: str
    site_version: str
    form: str
    form_version: str
    begun_at: datetime
    visitor: str
    visitor_name: str
    state: VisitState
    revision: int
    updated_at: datetime
    answers: dict[str, VisitAnswer]
    texts: VisitPlain
    signed_at: datetime | None = None
    digest: str | None = None

    @property
    def content(self) -> VisitContent:
        """The content of the visit."""
        fields = {name: getattr(self.texts, name) for name in VisitTexts.__struct_fields__}
        return VisitContent(
            mode=self.mode,
            visited_on=self.visited_on,
            line=self.line,
            channel=self.channel,
            answers=self.answers,
            texts=VisitTexts(**fields),
        )


async def next_id(connection: AsyncConnection, campaign: str, year: int) -> str:
    """Return the next number of a campaign's year, and lock it until the transaction ends."""
    await lock_numbers(connection, quality_visit, campaign)
    return await next_number(connection, quality_visit, campaign, year)


async def add(connection: AsyncConnection, cipher: FieldCipher, campaign: str, row: VisitRow) -> None:
    """Store a new visit."""
    columns = msgspec.structs.asdict(row) | {"texts": _encrypt(cipher, campaign, row.id, row.texts)}
    await connection.execute(insert(quality_visit).values(campaign=campaign, **columns))


async def find(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str, *, lock: bool = False
) -> VisitRow | None:
    """Find a visit; with ``lock``, keep others from changing it until the transaction ends."""
    query = _select_of(campaign).where(quality_visit.c.id == id_)
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else _row_of(cipher, campaign, row)


async def page(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    *,
    state: VisitState | None,
    mode: VisitMode | None,
    limit: int,
    after: Cursor | None,
) -> list[VisitRow]:
    """Return a page of visits, the last begun first."""
    row = quality_visit.c
    query = _select_of(campaign)
    query = query if state is None else query.where(row.state == state)
    query = query if mode is None else query.where(row.mode == mode)
    order = tuple_(row.begun_at, row.id)
    query = query if after is None else query.where(order < tuple_(after.at, after.id))
    rows = await connection.execute(query.order_by(order.desc()).limit(limit))
    return [_row_of(cipher, campaign, each) for each in rows.mappings()]


async def update_content(
    connection: AsyncConnection,
    cipher: FieldCipher,
    campaign: str,
    id_: str,
    *,
    texts: VisitPlain | None = None,
    **columns: Any,
) -> None:
    """Update columns of a visit, and its texts unless they are None."""
    if texts is not None:
        columns["texts"] = _encrypt(cipher, campaign, id_, texts)
    row = quality_visit.c
    await connection.execute(update(quality_visit).where(row.campaign == campaign, row.id == id_).values(columns))


async def count_findings(connection: AsyncConnection, campaign: str, ids: Collection[str]) -> dict[str, int]:
    """Return how many findings come from each visit; without any, no entry."""
    row = finding.c
    query = select(row.reference, func.count().label("findings")).where(row.campaign == campaign)
    query = query.where(row.source == "visit", row.reference.in_(ids)).group_by(row.reference)
    return {each.reference: each.findings for each in await connection.execute(query)}


def _encrypt(cipher: FieldCipher, campaign: str, id_: str, texts: VisitPlain) -> bytes:
    return cipher.encrypt(msgspec.json.encode(texts).decode(), field=TEXTS, row=row_key(campaign, id_))


def _row_of(cipher: FieldCipher, campaign: str, row: Mapping[Any, Any]) -> VisitRow:
    plain = cipher.decrypt(row["texts"], field=TEXTS, row=row_key(campaign, row["id"]))
    return VisitRow(**{**row, "texts": msgspec.json.decode(plain, type=VisitPlain)})


def _select_of(campaign: str) -> Select[Any]:
    columns = (quality_visit.c[name] for name in VisitRow.__struct_fields__)
    return select(*columns).where(quality_visit.c.campaign == campaign)
