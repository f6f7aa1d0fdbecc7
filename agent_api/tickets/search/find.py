"""Find petitions that a person may see: by their number, by words of their texts, or by the caller's number.

Owns the rounds of a search: recent months first, so that a frequent word costs no more than a rare one. PostgreSQL
compares prints; texts are decrypted and compared here (docs/decisions/0085). Petitions whose customer data the person
may not read are never searched: their words must not be guessed.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import date
from itertools import islice
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, func, literal, or_, select, true, union
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Integer

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import NotFound
from agent_api.kit.ports.verified_customer import IdentityRequired
from agent_api.tickets.domain.search_words import search_words
from agent_api.tickets.queries.filters import MAY_SEE, Visibility
from agent_api.tickets.queries.visibility import can_read_texts, find_followed_ticket
from agent_api.tickets.search.word_index import WordIndex, words_of
from agent_api.tickets.store import CALLER, COLUMNS, FiledTicket
from agent_api.tickets.texts import HIDDEN_TEXTS, TicketTexts, decrypt_texts
from config.timezone import COLOMBIA
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import ticket, ticket_follower, ticket_words

MAX_CANDIDATES: Final = 2_000
"""Maximum petitions with the words that a round compares with the person's rights."""
MAX_DECRYPTED: Final = 60
"""Maximum petitions that a round decrypts; it decrypts more than a page only if prints collide."""
_ROUND_MONTHS: Final = (1, 2, 9)
"""Months of each round, the present one first; the last round has no limit."""
_INDEX_ONLY = select(func.set_config("enable_seqscan", "off", true()))  # for the transaction
"""With a LIMIT the planner may choose a sequential scan, which is slow for rare words."""
_t, _w, _f = ticket.c, ticket_words.c, ticket_follower.c


class FoundPetition(msgspec.Struct, frozen=True, kw_only=True):
    """A petition that was found, with its decrypted texts; `HIDDEN_TEXTS` if the person may not read them."""

    filed: FiledTicket
    texts: TicketTexts


async def find_by_number(
    context: ApiContext, principal: Principal, visibility: Visibility, number: str
) -> FoundPetition | None:
    """Return the petition of a filing number; without texts if the person may only follow it, None if not even that."""
    try:
        unrestricted = msgspec.structs.replace(visibility, restriction=None)  # a search refuses nothing
        filed, opened = await find_followed_ticket(context.engine, context.campaign, number, unrestricted)
    except (NotFound, IdentityRequired):
        return None
    may_read = opened and can_read_texts(principal)
    return FoundPetition(
        filed=filed, texts=decrypt_texts(context.cipher, context.campaign, filed) if may_read else HIDDEN_TEXTS
    )


async def find_by_words(
    context: ApiContext, principal: Principal, visibility: Visibility, said: str, most: int
) -> list[FoundPetition]:
    """Return the newest petitions that have every searched word of a text, the newest first.

    If the person may see at most `MAX_CANDIDATES` petitions, the words are compared in all of them. Otherwise, if more
    than `MAX_CANDIDATES` petitions of a round have the words, only the newest are compared with the rights; in the last
    round, of all months, some of them.
    """
    words = search_words(said)
    if not words or not can_read_texts(principal):
        return []
    index = WordIndex(context.cipher, context.campaign)
    prints = index.prints_of_words(words)
    found: dict[str, FoundPetition] = {}
    async with unit_of_work(context.engine) as connection:
        await connection.execute(_INDEX_ONLY)
        few = await _few_visible(connection, context.campaign, visibility)
        if few is not None:
            new = await _fetch(connection, visibility, _few_query(context.campaign, visibility, few, prints))
            return list(islice(_matching(context, new, words), most))
        for months in _rounds(context.now().astimezone(COLOMBIA).date()):
            of_months = [_prints_overlap(index.prints_of_months(months))] if months else []
            conditions = [_w.prints.contains(prints), *of_months]
            query = _word_query(context.campaign, visibility, conditions, newest=bool(months))
            new = [each for each in await _fetch(connection, visibility, query) if each.number not in found]
            matching = islice(_matching(context, new, words), most - len(found))
            found |= {each.filed.number: each for each in matching}
            if len(found) >= most:
                break
    return sorted(found.values(), key=lambda each: each.filed.filed_at, reverse=True)[:most]


async def _few_visible(connection: AsyncConnection, campaign: str, visibility: Visibility) -> list[str] | None:
    """Return the numbers of the petitions that a person may see, if they are few; None if they may be many.

    Each condition of `MAY_SEE` has its own index. A person who filed or escalated a petition follows it. An empty call
    or customer is no condition: the petitions without one are many.
    """
    if visibility.all_tickets or visibility.written:
        return None
    own = [_f.follower == bindparam("followers", type_=ARRAY(Text)).any_()]
    conditions = [_t.owner == bindparam("user"), _t.area == bindparam("areas", type_=ARRAY(Text)).any_()]
    if visibility.call_id:
        conditions.append(_t.call_id == bindparam("at_hand"))
    if visibility.customer_ref:
        conditions.append(_t.customer_ref == bindparam("customer"))
    followed = select(_f.number).where(_f.campaign == campaign, *own).limit(MAX_CANDIDATES + 1)
    others = [select(_t.number).where(_t.campaign == campaign, each).limit(MAX_CANDIDATES + 1) for each in conditions]
    numbers = union(followed, *others).limit(MAX_CANDIDATES + 1)
    found = list((await connection.execute(numbers, visibility.query_values())).scalars())
    return found if len(found) <= MAX_CANDIDATES else None


async def find_by_caller(
    context: ApiContext, principal: Principal, visibility: Visibility, number: str, most: int
) -> list[FoundPetition]:
    """Return the newest petitions filed on calls from a number (E.164), the newest first."""
    if not can_read_texts(principal):
        return []
    of_caller = _t.caller == context.cipher.blind_index(number, field=CALLER)
    query = select(*COLUMNS).where(_t.campaign == context.campaign, of_caller, *_rights(visibility))
    query = query.order_by(_t.filed_at.desc()).limit(most)
    async with read_connection(context.engine) as connection:
        return list(_decrypted(context, await _fetch(connection, visibility, query)))


def _rounds(today: date) -> Iterator[Sequence[date]]:
    """Yield the months of each round, each as its first day; an empty round has no limit."""
    first = today.replace(day=1)
    for count in _ROUND_MONTHS:
        months = []
        for _ in range(count):
            months.append(first)
            first = (
                first.replace(year=first.year - 1, month=12)
                if first.month == 1
                else first.replace(month=first.month - 1)
            )
        yield months
    yield ()


def _prints_overlap(prints: list[int]) -> ColumnElement[bool]:
    return _w.prints.bool_op("&&")(literal(prints, ARRAY(Integer)))


def _word_query(
    campaign: str, visibility: Visibility, conditions: Sequence[ColumnElement[bool]], *, newest: bool
) -> Select[Any]:
    """Select the newest petitions among the candidates of a round; with ``newest``, the newest ones are candidates.

    The candidates are chosen by the index of prints alone: by number, the planner would read all petitions.
    """
    matched = select(_w.number).where(*conditions)
    if newest:
        every = matched.cte("matched").prefix_with("MATERIALIZED", dialect="postgresql")
        matched = select(every.c.number).order_by(every.c.number.collate("C").desc())  # the order of a language is slow
    candidates = matched.limit(MAX_CANDIDATES).cte("candidate")
    query = select(*COLUMNS).join(candidates, candidates.c.number == _t.number)
    query = query.where(_t.campaign == campaign, *_rights(visibility))
    # By filed_at, the planner may read all petitions in the order of that index, and look for the candidates.
    return query.order_by(candidates.c.number.desc()).limit(MAX_DECRYPTED)


def _few_query(campaign: str, visibility: Visibility, numbers: list[str], prints: list[int]) -> Select[Any]:
    """Select the newest petitions of a few that have the words."""
    of_words = and_(_w.campaign == _t.campaign, _w.number == _t.number)
    few = _t.number == literal(numbers, ARRAY(Text)).any_()
    query = select(*COLUMNS).join(ticket_words, of_words).where(_t.campaign == campaign, few)
    query = query.where(_w.prints.contains(prints), *_rights(visibility))
    return query.order_by(_t.filed_at.desc()).limit(MAX_DECRYPTED)


def _rights(visibility: Visibility) -> list[ColumnElement[bool]]:
    """Return the conditions under which the person may read a petition in full; see `visibility.can_read`."""
    seen = [] if visibility.all_tickets else [MAY_SEE]
    return (
        seen
        if visibility.back_office
        else [*seen, or_(_t.customer_ref == "", _t.customer_ref == visibility.customer_ref)]
    )


async def _fetch(connection: AsyncConnection, visibility: Visibility, query: Select[Any]) -> list[FiledTicket]:
    rows = (await connection.execute(query, visibility.query_values())).mappings().all()
    return [FiledTicket(**row) for row in rows]


def _matching(context: ApiContext, filed: Iterable[FiledTicket], words: Set[str]) -> Iterator[FoundPetition]:
    """Yield the petitions that have the words, one by one: to decrypt all, of long texts, takes too long."""
    return (each for each in _decrypted(context, filed) if words <= words_of(each.texts))


def _decrypted(context: ApiContext, filed: Iterable[FiledTicket]) -> Iterator[FoundPetition]:
    """Yield the petitions with their texts, each decrypted when it is asked for."""
    for each in filed:
        yield FoundPetition(filed=each, texts=decrypt_texts(context.cipher, context.campaign, each))
