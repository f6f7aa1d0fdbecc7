"""Petitions of other people, so many that a person has to search for one: written to the tables of a running system.

Owns the invented rows and their removal. They are of the year before, so that the system gives none of their numbers;
no open one is due soon, so that no alarm is raised for it.
"""

import random
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, NamedTuple

import asyncpg

from agent_api.tickets.domain.numbers import FilingNumber
from agent_api.tickets.domain.search_words import search_words
from agent_api.tickets.search.word_index import WordIndex
from agent_api.tickets.store import TEXT
from config.timezone import COLOMBIA
from storage.encryption.field_cipher import FieldCipher, row_key
from tests.support.whole_system.system import CAMPAIGN, System

FIRST_SEQUENCE = 800_001
STATES = {"closed": 80, "received": 9, "in_area": 6, "in_review": 4, "ready": 1}
CHANNELS = ["phone"] * 60 + ["web"] * 25 + ["written"] * 12 + ["in_person"] * 2 + ["message"]
TOPICS = [("renovacion", "pasos")] * 3 + [("credito_nuevo", "reconsideracion")] * 2
OWNERS = [""] * 5 + ["escrita1"] * 3 + ["escrita2"] * 2
SENTENCES = [
    f"{what} {where}, {why}."
    for what, where, why in product(
        ("Pide el paz y salvo de su crédito", "Pide copia del pagaré", "Reclama por una cuota", "Pide un certificado"),
        ("de la sede de Pasto", "del convenio con su universidad", "del semestre pasado", "del fondo de su municipio"),
        ("para la notaría", "porque se gradúa en diciembre", "para su empleador", "antes de que venza el plazo"),
    )
]
NAMES = [
    " ".join(each)
    for each in product(
        ("Ana", "Luis", "Marta", "Jorge", "Rosa", "Pedro", "Elvira", "Hernán", "Gloria", "Iván"),
        ("Lucía", "Alberto", "Cecilia", "Eliécer", "Inés"),
        ("Rojas", "Mejía", "Caicedo", "Pardo", "Acosta", "Beltrán", "Montoya", "Villegas", "Suárez", "Cruz"),
    )
]


class _Rows(NamedTuple):
    """The rows of some petitions by table; those of a table have the same columns."""

    tickets: list[dict[str, Any]]
    words: list[dict[str, Any]]
    entries: list[dict[str, Any]]


@asynccontextmanager
async def many_tickets(system: System, site_version: str, count: int) -> AsyncIterator[None]:
    """Fill the lists of a system with petitions filed within a year, and remove them afterwards.

    ``site_version`` is one of the versions that the system knows, with the typology of the petitions.
    """
    connection = await asyncpg.connect(system.addresses()["database_url"])
    year = datetime.now(UTC).year - 1
    numbers = [str(FilingNumber(year, FIRST_SEQUENCE + at)) for at in range(count)]
    try:
        rows = _invent(system.field_cipher(), site_version, numbers)
        await _copy(connection, "ticket", rows.tickets)
        await _copy(connection, "ticket_words", rows.words)
        await _copy(connection, "ticket_entry", rows.entries)
        await connection.execute("ANALYZE ticket, ticket_words, ticket_entry")
        yield
    finally:
        for table in ("ticket_entry", "ticket_words", "ticket"):
            await connection.execute(f"DELETE FROM {table} WHERE number BETWEEN $1 AND $2", numbers[0], numbers[-1])
        await connection.close()


def _invent(cipher: FieldCipher, site_version: str, numbers: Sequence[str]) -> _Rows:
    dice, now, index = random.Random(24), datetime.now(UTC), WordIndex(cipher, CAMPAIGN)
    printed = {text: index.prints_of_words(search_words(text)) for text in (*SENTENCES, *NAMES)}
    states, rows = dice.choices(list(STATES), list(STATES.values()), k=len(numbers)), _Rows([], [], [])
    for at, number in enumerate(numbers):
        filed_at = now - timedelta(days=365) * (1 - at / len(numbers))
        text, name = dice.choice(SENTENCES), dice.choice(NAMES)
        encrypted = cipher.encrypt(f"{text} Firma: {name}.", field=TEXT, row=row_key(CAMPAIGN, number))
        common = {"campaign": CAMPAIGN, "number": number, "state": states[at]}
        rows.tickets.append(
            common
            | {"site_version": site_version, "filed_at": filed_at, "received_at": filed_at, "idempotency_key": number}
            | {"text": encrypted, **_columns_of(dice, states[at], filed_at, now)}
        )
        prints = {*printed[text], *printed[name], *index.prints_of_months([filed_at.astimezone(COLOMBIA).date()])}
        rows.words.append({"campaign": CAMPAIGN, "number": number, "prints": sorted(prints)})
        entry = {"version": 1, "at": filed_at, "who": "asesor2", "who_name": "Camilo Herrera", "round": 0}
        rows.entries.append(common | entry | {"step": '{"step":"file"}'})
    return rows


def _columns_of(dice: random.Random, state: str, filed_at: datetime, now: datetime) -> dict[str, Any]:
    """Return the columns of a petition that depend on its state, and those that are the same for all."""
    closed = state == "closed"
    theme, subtheme = dice.choice(TOPICS)
    due = timedelta(days=dice.randrange(8, 30) if closed else dice.randrange(90, 150))
    return {
        **{"kind": "solicitud", "theme": theme, "subtheme": subtheme, "channel": dice.choice(CHANNELS)},
        **{"call_id": "", "caller_ref": "", "caller": "", "request": "", "filed_by": "asesor2"},
        "received_by": "Camilo Herrera",
        "status": "closed" if closed else "open",
        "tier": 3 if state == "in_area" else 2,
        "owner": "" if closed else dice.choice(OWNERS),
        "area": "credito_cobranza" if state in ("in_area", "in_review") else "",
        "due_on": ((filed_at if closed else now) + due).date(),
        "outcome": "answered" if closed else None,
        "closed_at": filed_at + timedelta(days=dice.randrange(1, 8)) if closed else None,
    }


async def _copy(connection: asyncpg.Connection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Load rows by COPY; all have the columns of the first one."""
    columns = list(rows[0])

    def records() -> Iterator[tuple[Any, ...]]:
        return (tuple(each[name] for name in columns) for each in rows)

    await connection.copy_records_to_table(table, records=records(), columns=columns)
