"""Measures how fast the search finds each kind of thing among a million customers and petitions and ten million calls.

Owns the measurement: the rows are invented and loaded by COPY, with the indexes of the search built afterwards, into a
system as `atencion serve` runs it. Then users search over HTTP at a steady rate (open loop), each kind of text apart.
Everything is in a temporary folder, which is removed at the end. Loopback only. Run it with
``python benchmarks/run.py search``; ATENCION_BENCH_SEARCH=0.01 loads a hundredth.
"""

import os
import random
import sys
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, cycle
from typing import Any, Final

import msgspec
import uvloop
from sqlalchemy import Index, Table
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access import sessions
from agent_api.customers.domain.documents import Document
from agent_api.customers.domain.record import CustomerRecord, Details
from agent_api.customers.encrypted_rows import CustomerCipher
from agent_api.tickets.domain.numbers import FilingNumber
from agent_api.tickets.domain.search_words import search_words
from agent_api.tickets.search.word_index import WordIndex
from agent_api.tickets.store import FiledTicket
from agent_api.tickets.texts import StatedPetitioner, TicketTexts, encrypt_texts
from benchmarks.bench_customers import Names, misspell
from benchmarks.system import http_client
from benchmarks.system.http_client import post
from benchmarks.system.running_system import (
    LINE,
    QUEUE,
    Row,
    RunningSystem,
    load_average,
    percentile,
    row,
    running_system,
)
from config.timezone import COLOMBIA
from eventlog.person_data import number_print
from storage.encryption.field_cipher import FieldCipher, load_field_cipher
from storage.postgres.engine import make_engine, unit_of_work
from storage.tables import call, customer, customer_phone, person_data, ticket, ticket_words

SCALE = float(os.environ.get("ATENCION_BENCH_SEARCH", "1"))
CUSTOMERS, TICKETS, CALLS = int(1_000_000 * SCALE), int(1_000_000 * SCALE), int(10_000_000 * SCALE)
P95_BAR_MS: Final = 150.0
RATE, RATE_S, WARM_S = 5.0, 40.0, 6.0
SAMPLES: Final = 400
YEARS, WORDS, VOCABULARY = 5, 60, 30_000
SEARCHER: Final = "coordinador"
OFFICIAL: Final = "funcionario1"
"""A user who sees none of the petitions, so that a search reads the most."""
_INDEXES: Final = ("customer_name_prints", "ticket_words_prints", "person_data_value_print", "call_caller_ref")


class Sample:
    """The invented people and texts; every number of them is the same in each run."""

    def __init__(self, stage: RunningSystem) -> None:
        self.campaign, self.version = stage.site.campaign, stage.site.version
        self.cipher: FieldCipher = load_field_cipher(stage.settings)
        self.dice = random.Random(24)
        self.now = datetime.now(UTC)
        names = Names(self.dice)
        self.people = [names.person() for _ in range(min(CUSTOMERS, 50_000))]
        self.vocabulary = self._invent_words(names)
        self._weights = list(accumulate(1 / (at + 10) for at in range(len(self.vocabulary))))

    def _invent_words(self, names: Names) -> list[str]:
        tail = {"".join(names.syllables()) + self.dice.choice(("", "r", "do", "miento")) for _ in range(VOCABULARY * 3)}
        return sorted(tail)[:VOCABULARY]

    def text(self) -> list[str]:
        """Return the words of a petition: a few very common, most of them rare."""
        return self.dice.choices(self.vocabulary, cum_weights=self._weights, k=WORDS)

    def person(self, at: int) -> str:
        """Return the name of the n-th customer."""
        return self.people[at % len(self.people)]

    @staticmethod
    def document(at: int) -> str:
        """Return the number of the n-th customer's document."""
        return str(10_000_000 + at)

    @staticmethod
    def phone(at: int) -> str:
        """Return the mobile number of the n-th customer."""
        return f"+57{3_000_000_000 + at}"

    def moment(self, at: int, count: int) -> datetime:
        """Return when the n-th of some rows was written: they are spread over the years, the last one now."""
        return self.now - timedelta(days=365 * YEARS) * ((count - at) / count)

    def customers(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of the table customer, as an import encrypts them."""
        cipher = CustomerCipher(self.cipher, self.campaign)
        for at in range(CUSTOMERS):
            record = CustomerRecord(
                name=self.person(at),
                document=Document("CC", self.document(at)),
                details=Details(phones=(self.phone(at),), emails=(f"persona{at}@ejemplo.com",)),
            )
            id_ = f"c{at:08}"
            columns = cipher.encrypt_columns(record, id_)
            yield {"id": id_, "campaign": self.campaign, "created_at": self.now, "version": 1, **columns}

    def phones(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of the table customer_phone."""
        cipher = CustomerCipher(self.cipher, self.campaign)
        for at in range(CUSTOMERS):
            printed = cipher.phone_print(self.phone(at))
            yield {"campaign": self.campaign, "phone": printed, "customer_id": f"c{at:08}"}

    def tickets(self) -> Iterator[tuple[dict[str, Any], list[int]]]:
        """Yield the rows of the table ticket, each with its prints."""
        index, sequences = WordIndex(self.cipher, self.campaign), dict[int, int]()
        printed = {word: index.prints_of_words(search_words(word)) for word in self.vocabulary}
        for at in range(TICKETS):
            filed_at = self.moment(at, TICKETS)
            day = filed_at.astimezone(COLOMBIA).date()
            sequences[day.year] = sequences.get(day.year, 0) + 1
            words, owner = self.text(), at % CUSTOMERS
            named = StatedPetitioner(name=self.person(owner), document=f"CC {self.document(owner)}")
            number = str(FilingNumber(day.year, sequences[day.year]))
            texts = TicketTexts(text=" ".join(words), petitioner=named)
            said = index.prints_of_words(search_words(named.name, named.document or ""))
            prints = {*index.prints_of_months([day]), *said, *(each for word in words for each in printed[word])}
            yield self._ticket(number, filed_at, owner, texts), sorted(prints)

    def _ticket(self, number: str, filed_at: datetime, owner: int, texts: TicketTexts) -> dict[str, Any]:
        encrypted: dict[str, Any] = encrypt_texts(self.cipher, self.campaign, number, texts)
        filed = FiledTicket(
            number=number,
            kind="queja",
            theme="trato",
            site_version=self.version,
            call_id="",
            caller_ref="",
            caller="",
            filed_at=filed_at,
            filed_by="escrita1",
            received_by="",
            idempotency_key=number,
            request="",
            customer_ref=f"c{owner:08}",
            status="closed",
            state="closed",
            received_at=filed_at,
            due_on=filed_at.date(),
            closed_at=filed_at,
            **encrypted,
        )
        return {"campaign": self.campaign, "words_indexed": True, **msgspec.structs.asdict(filed)}

    def numbers(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of the table person_data; the search reads only their prints."""
        printed = [number_print(self.cipher, self.campaign, self.phone(at)) for at in range(min(CUSTOMERS, CALLS))]
        common = {"campaign": self.campaign, "kind": "number", "commitment": "", "sealed": b"x", "salt": b"x"}
        for at in range(CALLS):
            own = {"ref": f"r{at:09}", "created_at": self.moment(at, CALLS), "value_print": printed[at % len(printed)]}
            yield common | own

    def calls(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of the table call."""
        common = {
            **{"campaign": self.campaign, "line": LINE, "queue": QUEUE, "site_version": self.version, "gateway": "g"},
            **{"in_hours": True, "threshold_ms": 20_000, "advisor": "asesor1", "held_ms": 0, "offers": 1},
            **{"outcome": "answered", "stage": "talking", "ended_by": "caller", "visits": "[]", "received_from": ""},
            **{"of_call": "", "attempts": 0, "set_aside": ""},
        }
        for at in range(CALLS):
            moment = self.moment(at, CALLS)
            times = dict.fromkeys(("arrived_at", "queued_at", "answered_at", "ended_at"), moment)
            yield common | times | {"call_id": f"call{at:09}", "caller_ref": f"r{at:09}"}


async def load(stage: RunningSystem, sample: Sample) -> list[Row]:
    """Fill the tables, build the indexes of the search, and return how long it took."""
    engine = make_engine(stage.settings.database_owner_url or "", name="atencion-bench")
    indexes = [each for table in (customer, ticket_words, person_data, call) for each in table.indexes]
    search_indexes = [each for each in indexes if each.name in _INDEXES]
    began = time.perf_counter()
    try:
        await _run_ddl(engine, search_indexes, drop=True)
        await _copy(engine, customer, sample.customers())
        await _copy(engine, customer_phone, sample.phones())
        await _copy_tickets(engine, sample)
        await _copy(engine, person_data, sample.numbers())
        await _copy(engine, call, sample.calls())
        loaded = time.perf_counter()
        await _run_ddl(engine, search_indexes, drop=False)
        async with engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.execute("ANALYZE")
    finally:
        await engine.dispose()
    return [
        row("cargar las tablas", loaded - began, "s"),
        row("construir los índices de la búsqueda", time.perf_counter() - loaded, "s"),
    ]


async def _run_ddl(engine: AsyncEngine, indexes: Sequence[Index], *, drop: bool) -> None:
    for index in indexes:
        async with unit_of_work(engine) as connection:
            await connection.run_sync(index.drop if drop else index.create)


async def _copy_tickets(engine: AsyncEngine, sample: Sample) -> None:
    """Load petitions and their prints in turns, so that no million rows are in memory."""
    batch: list[tuple[dict[str, Any], list[int]]] = []

    async def write() -> None:
        await _copy(engine, ticket, (each for each, _ in batch))
        rows = ({"campaign": sample.campaign, "number": each["number"], "prints": prints} for each, prints in batch)
        await _copy(engine, ticket_words, rows)
        batch.clear()

    for each in sample.tickets():
        batch.append(each)
        if len(batch) == 20_000:
            await write()
    if batch:
        await write()


async def _copy(engine: AsyncEngine, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Load rows by COPY; all have the columns of the first one."""
    rows = iter(rows)
    first = next(rows)
    columns = list(first)

    def records() -> Iterator[tuple[Any, ...]]:
        yield tuple(first.values())
        for each in rows:
            yield tuple(each[name] for name in columns)

    print(f"  {table.name}", file=sys.stderr, flush=True)
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.copy_records_to_table(table.name, records=records(), columns=columns)


def texts_by_kind(sample: Sample) -> dict[str, list[str]]:
    """Return what users type, by kind."""
    dice = sample.dice
    people = [dice.randrange(CUSTOMERS) for _ in range(SAMPLES)]
    year = sample.now.astimezone(COLOMBIA).year - 1
    rare, frequent = sample.vocabulary[len(sample.vocabulary) // 2 :], sample.vocabulary[:30]
    return {
        "radicado": [str(FilingNumber(year, each % max(TICKETS // YEARS - 1, 1) + 1)) for each in people],
        "documento": [sample.document(each) for each in people],
        "nombre mal escrito": [misspell(sample.person(each), dice) for each in people],
        "teléfono": [sample.phone(each) for each in people],
        "llamada": [f"call{each:09}" for each in people],
        "palabra frecuente": [dice.choice(frequent) for _ in people],
        "palabra rara": [dice.choice(rare) for _ in people],
        "tres palabras": [" ".join((*dice.sample(frequent, 2), dice.choice(rare))) for _ in people],
        "palabra que no está": [f"zxq{each}w" for each in people],
    }


async def _measure_kind(stage: RunningSystem, token: str, kind: str, texts: list[str]) -> tuple[list[Row], list[float]]:
    requests = (post("/api/v1/search", token, {"text": each}, uuid.uuid4().hex) for each in cycle(texts))
    port = stage.settings.http_port
    await http_client.open_loop(port, requests, RATE, WARM_S)
    result = await http_client.open_loop(port, requests, RATE, RATE_S)
    if set(result.statuses) != {200}:
        raise AssertionError(f"not every search was answered: {kind}, {dict(result.statuses)}")
    waits = result.waits_ms
    return [
        row(f"buscar {kind}, p50", percentile(waits, 0.5), "ms"),
        row(f"buscar {kind}, p95", percentile(waits, 0.95), "ms", f"< {P95_BAR_MS:.0f}"),
    ], waits


async def _sign_in(stage: RunningSystem, user: str) -> str:
    engine = make_engine(stage.settings.database_url or "", name="atencion-bench")
    try:
        async with unit_of_work(engine) as connection:
            return (await sessions.begin(connection, user, datetime.now(UTC)))[0]
    finally:
        await engine.dispose()


async def _measure() -> list[Row]:
    async with running_system(("recorder", "router", "api")) as stage:
        sample = Sample(stage)
        rows, all_waits = await load(stage, sample), list[float]()
        texts = texts_by_kind(sample)
        tokens = {user: await _sign_in(stage, user) for user in (SEARCHER, OFFICIAL)}
        searches = [(SEARCHER, kind, kind) for kind in texts]
        searches.append((OFFICIAL, "palabra frecuente", "palabra frecuente, sin permiso de ver ninguna"))
        for user, kind, name in searches:
            measured, waits = await _measure_kind(stage, tokens[user], name, texts[kind])
            rows += measured
            all_waits += waits
    return [
        *rows,
        row("buscar, todas las clases, p95", percentile(all_waits, 0.95), "ms", f"< {P95_BAR_MS:.0f}"),
        row("clientes", CUSTOMERS, ""),
        row("peticiones", TICKETS, ""),
        row("llamadas", CALLS, ""),
        row("carga de la máquina, 1 min", load_average(), ""),
    ]


def run() -> list[Row]:
    """Measure everything; return one row per number, as ``benchmarks/run.py`` expects."""
    return uvloop.run(_measure())
