"""Keyed prints of the words of petitions (docs/decisions/0085).

Owns the table ticket_words. The prints are written in the transaction that writes the encrypted texts. Each row also
has the print of the month of filing, so that a search reads recent months first.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.customers.domain.erasure_notice import is_erasure_notice
from agent_api.tickets.domain.search_words import search_words
from agent_api.tickets.store import COLUMNS, FiledTicket
from agent_api.tickets.texts import NamedPerson, TicketTexts, decrypt_texts
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
    """Store the prints of petitions that have none, such as those filed before there was an index; return their number.

    Each batch is one transaction, so an interrupted run continues where it stopped. Erased petitions stay without, and
    those that cannot be decrypted: one altered row must not keep the others out.
    """
    index, indexed, after = WordIndex(cipher, campaign), 0, ""
    while True:
        async with read_connection(engine) as connection:
            rows = [
                FiledTicket(**row) for row in (await connection.execute(_missing(campaign, after, batch))).mappings()
            ]
        readable = [(each, _try_decrypt(cipher, campaign, each)) for each in rows]
        async with unit_of_work(engine) as connection:
            for filed, texts in readable:
                if texts and not is_erasure_notice(texts.text):
                    indexed += await _add_unless_erased(connection, index, campaign, filed, texts)
        if len(rows) < batch:
            return indexed
        after = rows[-1].number


def _try_decrypt(cipher: FieldCipher, campaign: str, filed: FiledTicket) -> TicketTexts | None:
    try:
        return decrypt_texts(cipher, campaign, filed)
    except DecryptionFailed:
        return None


async def _add_unless_erased(
    connection: AsyncConnection, index: WordIndex, campaign: str, filed: FiledTicket, texts: TicketTexts
) -> bool:
    """Store the prints of a petition whose text is still the one that was read; lock it against an erasure."""
    of_ticket = ticket.c.campaign == campaign, ticket.c.number == filed.number
    text = await connection.scalar(select(ticket.c.text).where(*of_ticket).with_for_update())
    if text != filed.text:
        return False
    await store_words(connection, index, campaign, filed, texts)
    return True


def _missing(campaign: str, after: str, batch: int) -> Select[Any]:
    has_words = select(1).where(ticket_words.c.campaign == ticket.c.campaign, ticket_words.c.number == ticket.c.number)
    query = select(*COLUMNS).where(ticket.c.campaign == campaign, ticket.c.number > after, ~has_words.exists())
    return query.order_by(ticket.c.number).limit(batch)
