"""Keyed prints of the words of petitions (docs/decisions/0085).

Owns the table ticket_words. The prints are written in the transaction that writes the encrypted texts. Each row also
has the print of the month of filing, so that a search reads recent months first.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.customers.domain.erasure_notice import is_erasure_notice
from agent_api.mandates.stated import NamedPerson
from agent_api.tickets.domain.search_words import search_words
from agent_api.tickets.store import COLUMNS, FiledTicket
from agent_api.tickets.texts import TicketTexts, decrypt_texts
from config.timezone import COLOMBIA
from storage.encryption.field_cipher import FieldCipher
from storage.errors import DecryptionFailed
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import ticket, ticket_words

WORD: Final = "ticket.word"
MONTH: Final = "ticket.month"
BATCH: Final = 500
_PRINT_HEX: Final = 8  # 32 bits, PostgreSQL's int4; a collision only adds a candidate to decrypt


class WordIndex:
    """Prints of words and months in one campaign; those of another campaign differ."""

    def __init__(self, cipher: FieldCipher, campaign: str) -> None:
        self._cipher, self._campaign = cipher, campaign
        self._print = lru_cache(maxsize=65_536)(self._compute)

    def prints_of_words(self, words: Iterable[str]) -> list[int]:
        """Return the prints of some `search_words`, sorted, so that their order says nothing."""
        return sorted({self._print(word, WORD) for word in words})

    def prints_of_months(self, months: Iterable[date]) -> list[int]:
        """Return the prints of months, each given by one of its days."""
        return [self._print(f"{each:%Y-%m}", MONTH) for each in months]

    def prints_of_petition(self, texts: TicketTexts, filed_at: datetime) -> list[int]:
        """Return all prints of a petition."""
        month = self.prints_of_months([filed_at.astimezone(COLOMBIA).date()])
        return sorted({*month, *self.prints_of_words(words_of(texts))})

    def _compute(self, value: str, field: str) -> int:
        keyed = self._cipher.blind_index(f"{self._campaign}\0{value}", field=field)[:_PRINT_HEX]
        return int.from_bytes(bytes.fromhex(keyed), "big", signed=True)


def words_of(texts: TicketTexts) -> frozenset[str]:
    """Return the searched words of a petition: of its text, its e-mail, its petitioner and their representative."""
    petitioner = texts.petitioner
    people: tuple[NamedPerson | None, ...] = (petitioner, petitioner.representative) if petitioner else ()
    said = [value for each in people if each for value in (each.name, each.document or "")]
    return search_words(texts.text, texts.email, *said)


async def store_words(
    connection: AsyncConnection, index: WordIndex, campaign: str, filed: FiledTicket, texts: TicketTexts
) -> None:
    """Store the prints of a petition, instead of earlier ones if there are any."""
    row = {"campaign": campaign, "number": filed.number, "prints": index.prints_of_petition(texts, filed.filed_at)}
    statement = insert(ticket_words).values(row)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["campaign", "number"], set_={"prints": statement.excluded.prints}
        )
    )


async def index_missing(engine: AsyncEngine, cipher: FieldCipher, campaign: str, *, batch: int = BATCH) -> int:
    """Store the prints of petitions that have none, such as those of a release without prints; return their number.

    It reads only petitions that are not marked as indexed. Each batch is one transaction, so an interrupted run
    continues where it stopped. An erased petition is marked without prints. One that cannot be decrypted is not marked:
    an altered row must not keep the others out, and is tried again.
    """
    index, indexed, after = WordIndex(cipher, campaign), 0, ""
    while True:
        async with read_connection(engine) as connection:
            rows = [
                FiledTicket(**row)
                for row in (await connection.execute(missing_query(campaign, after, batch))).mappings()
            ]
        readable = [(each, _try_decrypt(cipher, campaign, each)) for each in rows]
        async with unit_of_work(engine) as connection:
            for filed, texts in readable:
                if texts and await _mark_indexed(connection, campaign, filed) and not is_erasure_notice(texts.text):
                    await store_words(connection, index, campaign, filed, texts)
                    indexed += 1
        if len(rows) < batch:
            return indexed
        after = rows[-1].number


def _try_decrypt(cipher: FieldCipher, campaign: str, filed: FiledTicket) -> TicketTexts | None:
    try:
        return decrypt_texts(cipher, campaign, filed)
    except DecryptionFailed:
        return None


async def _mark_indexed(connection: AsyncConnection, campaign: str, filed: FiledTicket) -> bool:
    """Mark a petition, unless its text is no longer the one that was read; lock it against an erasure."""
    of_ticket = ticket.c.campaign == campaign, ticket.c.number == filed.number, ticket.c.text == filed.text
    return (await connection.execute(update(ticket).where(*of_ticket).values(words_indexed=True))).rowcount > 0


def missing_query(campaign: str, after: str, batch: int) -> Select[Any]:
    """Return the query for petitions without the mark, by number; its condition is that of an index."""
    query = select(*COLUMNS).where(ticket.c.campaign == campaign, ticket.c.number > after, ~ticket.c.words_indexed)
    return query.order_by(ticket.c.number).limit(batch)
