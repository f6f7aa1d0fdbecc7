"""Search of customers by a name that may be misspelt.

Owns the search rounds, each wider than the last, and the ranking. PostgreSQL compares keyed prints of sounds; names are
decrypted and compared here (docs/decisions/0026).
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, and_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.customers.domain import phonetics
from agent_api.customers.encrypted_rows import CustomerCipher, StoredCustomer, decrypt_customer
from storage.postgres.engine import unit_of_work
from storage.tables import customer

MAX_CANDIDATES: Final = 400
"""Maximum candidates to decrypt and compare in a round; a hundred take about a millisecond."""
MAX_DISTANCE: Final = 0.34
"""Maximum mean share of wrong letters of a match."""
_MIN_WORDS_TO_WIDEN: Final = 3  # from so many words on, one may be completely wrong
_row = customer.c


async def find_by_name(
    engine: AsyncEngine, customer_cipher: CustomerCipher, name: str, most: int
) -> list[StoredCustomer]:
    """Return the customers with the nearest names, the nearest first.

    Accents, capitals, word order and one wrong letter in each word do not matter in `name`.
    """
    async with unit_of_work(engine) as connection:
        await connection.execute(_INDEX_ONLY)
        looking = _NameSearch(connection, customer_cipher, phonetics.name_words(name), most)
        for wider in (looking.match_exact_sounds, looking.match_near_sounds, looking.match_all_words_but_one):
            await wider()
            if looking.has_enough:
                break
        return await _load_customers(connection, customer_cipher, looking.nearest())


_INDEX_ONLY = text("SET LOCAL enable_seqscan = off")
"""With a LIMIT the planner may choose a sequential scan, which is slow for rare names."""


class _NameSearch:
    """A search in progress: its candidates so far, and one method for each round."""

    def __init__(
        self, connection: AsyncConnection, customer_cipher: CustomerCipher, words: tuple[str, ...], most: int
    ) -> None:
        self._connection, self._customer_cipher, self._words, self._most = connection, customer_cipher, words, most
        self._exact = [customer_cipher.names.exact_print(word) for word in words]
        self._near = [_row.name_prints.overlap(customer_cipher.names.near_prints(word)) for word in words]
        self._found: dict[str, tuple[float, str]] = {}

    @property
    def has_enough(self) -> bool:
        """Whether there are enough near matches."""
        return sum(apart <= MAX_DISTANCE for apart, _ in self._found.values()) >= self._most

    async def match_exact_sounds(self) -> None:
        """Add names in which every word of the query has the same sound."""
        await self._collect(_row.name_prints.contains(self._exact))

    async def match_near_sounds(self) -> None:
        """Add names with every word within one letter; if too many, those with one inexact word."""
        if await self._collect(and_(*self._near)) < MAX_CANDIDATES or len(self._words) == 1:
            return
        for at, bent in enumerate(self._near):
            others = [*self._exact[:at], *self._exact[at + 1 :]]
            await self._collect(and_(_row.name_prints.contains(others), bent))

    async def match_all_words_but_one(self) -> None:
        """Add names that match all words but one, only if no near match exists."""
        if len(self._words) < _MIN_WORDS_TO_WIDEN or any(apart <= MAX_DISTANCE for apart, _ in self._found.values()):
            return
        for at in range(len(self._words)):
            await self._collect(and_(*self._near[:at], *self._near[at + 1 :]))

    async def _collect(self, condition: ColumnElement[bool]) -> int:
        """Decrypt and compare the matches of a condition; return their number (at most `MAX_CANDIDATES`)."""
        query = select(_row.id, _row.name).where(condition, _row.campaign == self._customer_cipher.campaign)
        query = query.where(_row.merged_into.is_(None), _row.erased_by.is_(None)).limit(MAX_CANDIDATES)
        candidates = (await self._connection.execute(query)).all()
        for id_, ciphertext in candidates:
            if id_ not in self._found:
                own = self._customer_cipher.decrypt_name(ciphertext, id_)
                self._found[id_] = (phonetics.distance(self._words, phonetics.name_words(own)), own)
        return len(candidates)

    def nearest(self) -> list[str]:
        """Return the ids of the nearest matches, the nearest first."""
        near = sorted((apart, own, id_) for id_, (apart, own) in self._found.items() if apart <= MAX_DISTANCE)
        return [id_ for _, _, id_ in near[: self._most]]


async def _load_customers(
    connection: AsyncConnection, customer_cipher: CustomerCipher, ids: Sequence[str]
) -> list[StoredCustomer]:
    rows = (await connection.execute(select(customer).where(_row.id.in_(ids)))).mappings()
    by_id = {each.id: each for each in (decrypt_customer(customer_cipher, row) for row in rows)}
    return [by_id[id_] for id_ in ids if id_ in by_id]
