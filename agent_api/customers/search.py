"""Customers found by a name that may be misspelt.

Owns the rounds of looking, each wider than the one before, and the order of what is found. PostgreSQL sees keyed prints
of sounds; names are opened and compared here (docs/decisions/0026).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, and_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.customers import phonetics
from agent_api.customers.prints import NamePrints
from agent_api.customers.sealed import Seal, Stored, stored
from storage.engine import unit_of_work
from storage.tables import customer

MOST_CANDIDATES: Final = 400
"""How many are opened and compared in a round: about a millisecond's work a hundred."""
FARTHEST: Final = 0.34
"""The mean share of wrong letters beyond which a name is another name."""
_SHORTEST_WIDENED: Final = 3  # words, of which one may be altogether another
_row = customer.c


async def named(engine: AsyncEngine, seal: Seal, name: str, most: int) -> list[Stored]:
    """The customers whose name is nearest to one, the nearest first.

    Args:
        engine: of the database.
        seal: of the campaign.
        name: as somebody heard it: accents, capitals, order and a letter in each word do not matter.
        most: how many at most.
    """
    asked = phonetics.words(name)
    found: dict[str, tuple[float, str]] = {}
    async with unit_of_work(engine) as connection:
        await connection.execute(_INDEX_ONLY)
        for condition in _rounds(seal.names, asked):
            for id_, sealed in await _candidates(connection, seal, condition):
                own = seal.name(sealed)
                found[id_] = (phonetics.distance(asked, phonetics.words(own)), own)
            if sum(apart <= FARTHEST for apart, _ in found.values()) >= most:
                break
        return await _whole(connection, seal, _nearest(found, most))


_INDEX_ONLY = text("SET LOCAL enable_seqscan = off")
"""With a LIMIT the planner may think that reading the table finds enough soon; of rare names it does not."""


def _rounds(prints: NamePrints, asked: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    """All words said alike; then one of them a letter away, each in turn; then all; then all but one."""
    exact = [prints.exact(word) for word in asked]
    near = [_row.name_prints.overlap(prints.near(word)) for word in asked]
    if not asked:
        return
    yield _row.name_prints.contains(exact)
    if len(asked) > 1:
        for at, bent in enumerate(near):
            yield and_(_row.name_prints.contains([*exact[:at], *exact[at + 1 :]]), bent)
    yield and_(*near)
    if len(asked) >= _SHORTEST_WIDENED:
        for at in range(len(near)):
            yield and_(*near[:at], *near[at + 1 :])


async def _candidates(
    connection: AsyncConnection, seal: Seal, condition: ColumnElement[bool]
) -> Sequence[tuple[str, bytes]]:
    wanted = select(_row.id, _row.name).where(condition, _row.campaign == seal.campaign, _row.merged_into.is_(None))
    found = await connection.execute(wanted.limit(MOST_CANDIDATES))
    return [(id_, name) for id_, name in found]


def _nearest(found: Mapping[str, tuple[float, str]], most: int) -> list[str]:
    near = sorted((apart, own, id_) for id_, (apart, own) in found.items() if apart <= FARTHEST)
    return [id_ for _, _, id_ in near[:most]]


async def _whole(connection: AsyncConnection, seal: Seal, ids: Sequence[str]) -> list[Stored]:
    rows = (await connection.execute(select(customer).where(_row.id.in_(ids)))).mappings()
    by_id = {each.id: each for each in (stored(seal, row) for row in rows)}
    return [by_id[id_] for id_ in ids if id_ in by_id]
