"""Logs for tests: calls of every outcome as facts, and a Valkey stream as the function library writes it.

Owns plain material. It must not use the code under test: entries are laid out by hand.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import redis.asyncio as redis

from eventlog.facts import (
    AdvisorOffered,
    AnyFact,
    CallAnswered,
    CallEnded,
    CallIngressed,
    CallQueued,
    Envelope,
    MenuSelected,
    OfferEnded,
    Outcome,
)
from eventlog.person import Person, make_person
from eventlog.person_cipher import encrypt_person
from storage.encryption.field_cipher import FieldCipher

CAMPAIGN = "demo"
SEALER = FieldCipher(bytes(range(32)))
MASTER_KEY = b"the master key of all the tests."
"""The key of recordings and files; here, because the programs that die must start fast."""
NOON_IN_BOGOTA = datetime(2026, 3, 2, 17, 0, 0, 123000, tzinfo=UTC)


def caller(number: int) -> Person:
    """Return a caller with a searchable number: ``300555`` and four digits."""
    return make_person(f"300555{number:04d}", hashlib.sha256(b"%d" % number).digest())


def call_facts(number: int, outcome: Outcome, *, line: str = "bogota", queue: str = "general") -> list[AnyFact]:
    """Return the facts of a call with an outcome."""
    person = caller(number)
    arrived = CallIngressed(
        line=line, gateway="g-1", caller_ref=person.ref, caller_commitment=person.commitment, in_hours=True
    )
    stage = "menu"
    middle: list[AnyFact] = [MenuSelected(line=line, menu="main", option="1")]
    if outcome in ("answered", "abandoned_queue", "technical_failure"):
        stage = "waiting"
        middle.append(CallQueued(line=line, queue=queue, reason="menu", threshold_ms=20_000))
        middle.append(AdvisorOffered(queue=queue, advisor="asesor1", offer=1))
        middle.append(OfferEnded(queue=queue, advisor="asesor1", offer=1, reason="no_answer"))
    if outcome == "answered":
        stage = "talking"
        middle.append(AdvisorOffered(queue=queue, advisor="asesor2", offer=2))
        middle.append(CallAnswered(line=line, queue=queue, advisor="asesor2", offer=2))
    in_queue = queue if stage != "menu" else ""
    ended = CallEnded(line=line, queue=in_queue, outcome=outcome, stage=stage, ended_by="caller")
    return [arrived, *middle, ended]


def side_by_side_log(
    calls: Sequence[tuple[str, Sequence[AnyFact]]], *, epoch: int = 1, first: int = 1
) -> list[Envelope]:
    """Return a log of concurrent calls, with a fact every 1,700 ms."""
    return [
        Envelope(
            id=f"{epoch}-{first + index}",
            at=NOON_IN_BOGOTA + timedelta(milliseconds=1_700 * (first + index)),
            campaign=CAMPAIGN,
            call_id=call_id,
            actor="caller",
            site_version="site-1",
            fact=fact,
        )
        for index, (call_id, fact) in enumerate(_side_by_side(calls))
    ]


OUTCOMES_IN_TURN: tuple[Outcome, ...] = ("answered", "abandoned_queue", "abandoned_ivr", "self_served", "answered")


def mixed_log(calls: int) -> list[Envelope]:
    """Return a log of calls with mixed outcomes."""
    turns = len(OUTCOMES_IN_TURN)
    return side_by_side_log([(f"call-{n}", call_facts(n, OUTCOMES_IN_TURN[n % turns])) for n in range(calls)])


async def append_to_stream(client: redis.Redis, log: Iterable[Envelope]) -> None:
    """Write facts and the people that they name in one transaction, as the function library does."""
    valkey: Any = client
    async with valkey.pipeline(transaction=True) as pipe:
        for envelope in log:
            pipe.xadd(f"{{{envelope.campaign}}}:log", entry_of(envelope), id=envelope.id)
            if isinstance(envelope.fact, CallIngressed):
                encrypted = encrypt_person(caller(int(envelope.call_id.partition("-")[2])), SEALER)
                pipe.hset(f"{{{envelope.campaign}}}:person", encrypted.ref, encrypted.encoded)
        await pipe.execute()


def entry_of(envelope: Envelope) -> dict[str, str | bytes | int]:
    """Return the fields of a stream entry as `eventlog.journal.codec.read_entry` reads them."""
    return {
        "at": round(envelope.at.timestamp() * 1000),
        "call": envelope.call_id,
        "actor": envelope.actor,
        "site": envelope.site_version,
        "fact": msgspec.json.encode(envelope.fact),
    }


def _side_by_side(calls: Sequence[tuple[str, Sequence[AnyFact]]]) -> Iterator[tuple[str, AnyFact]]:
    longest = max((len(facts) for _, facts in calls), default=0)
    for step in range(longest):
        for call_id, facts in calls:
            if step < len(facts):
                yield call_id, facts[step]
