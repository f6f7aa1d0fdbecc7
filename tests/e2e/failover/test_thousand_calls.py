"""A thousand mixed calls on the whole system, while its processes are killed one after another: the balance closes.

Every caller reacts to what it hears and stores its experience; the log is checked against it afterwards.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from call_router.acts import AdvisorPhone
from call_router.errors import RouterAway
from call_router.service import CallRouter
from eventlog.facts import (
    AdvisorOffered,
    CallAnswered,
    CallEnded,
    CallIngressed,
    CallQueued,
    Envelope,
    GatewayLost,
    OfferEnded,
    StreamId,
)
from eventlog.folds.call_record import CallRecord
from eventlog.journal import verify as verifying
from eventlog.journal.reader import Journal, record_from_row
from eventlog.person_data import decrypt_value
from metrics.prometheus.exporter import COUNTERS
from storage import tables
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import make_engine, snapshot
from tests.support.repository import ROOT
from tests.support.sip.callers import CANCELS, CROWDS, PLANS, STRANGER, CallExperience, ScriptedAdvisor, place_call
from tests.support.sip.phone_exchange import HEARING_TIMEOUT_S, TONES, PhoneExchange
from tests.support.whole_system.process_killer import PROCESS_NAMES, Kill, kill_by_plan
from tests.support.whole_system.system import CAMPAIGN, System, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(420)]

SEED = 20260302
CALLS = 1000
AT_ONCE = 36
MOST_CALLS = 44  # of the gateway: a crowd in addition to the usual callers exceeds it
CROWD = 16
SETTINGS = {"ATENCION_MOST_CALLS": str(MOST_CALLS), "ATENCION_RTP_PORTS": "20000-23999"}
LINES = ("bogota", "nacional", "quejas")
STUCK_S = 10.0
MANNERS = {
    **{f"contesta_{n}": ("answers", ("atencion", "dificil")) for n in range(14)},
    **{f"cuelga_{n}": ("hangs_up", ("cuelga",)) for n in range(5)},
    **{f"timbra_{n}": ("rings", ("timbra",)) for n in range(4)},
    "no_contesta": ("rings", ("dificil",)),
    "ocupado": ("busy", ("dificil",)),
    "declina": ("declines", ("dificil",)),
}


class RunResult(NamedTuple):
    """The results at the end.

    Attributes:
        experiences: of the callers.
        log: every fact, in order.
        calls: the call rows by the caller's number.
    """

    experiences: list[CallExperience]
    kills: list[Kill]
    log: list[Envelope]
    calls: dict[str, list[CallRecord]]


@pytest_asyncio.fixture
async def system(servers_folder: Path, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """Run the whole system with its site of tones and a low limit of calls."""
    folder = servers_folder / "thousand"
    folder.mkdir()
    sounds = pytestconfig.cache.mkdir("sounds")
    site = ROOT / "tests" / "e2e" / "crowd"
    system = System(folder, sounds, site, TONES, SETTINGS)
    try:
        yield await system.start()
    finally:
        await system.stop()


def callers(chance: random.Random) -> list[CallExperience]:
    """Return random callers in their order; those of a crowd come together."""
    plans = [plan for plan, (share, _, _) in PLANS.items() if plan != CROWDS for _ in range(share)]
    experiences = []
    while len(experiences) < CALLS:
        crowd = len(experiences) % 250 == 200
        many, plan = (CROWD, CROWDS) if crowd else (1, chance.choice(plans))
        for _ in range(many):
            line = "6015559999" if plan == STRANGER else chance.choice(LINES)
            experiences.append(CallExperience(number=f"310{len(experiences):07d}", line=line, plan=plan))
    return experiences


def death_plan(chance: random.Random) -> list[tuple[int, str]]:
    """Return the victims and the call at which each is killed: all at least once, those with calls or state twice."""
    victims = [*PROCESS_NAMES, "gateway", "Valkey"]
    chance.shuffle(victims)
    step = CALLS // (len(victims) + 1)
    return [(step * index + chance.randrange(step // 2), victim) for index, victim in enumerate(victims, 1)]


async def all_calls(
    system: System, exchange: PhoneExchange, experiences: Sequence[CallExperience], begun: asyncio.Queue[int]
) -> None:
    """Place every call, with a limit at once; a crowd ignores the limit."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, caller: CallExperience) -> None:
        try:
            await place_call(exchange, system.sip_port, caller, time.time)
        finally:
            if caller.plan != CROWDS:
                places.release()

    async with asyncio.TaskGroup() as calling:
        for number, caller in enumerate(experiences):
            if caller.plan != CROWDS:
                await places.acquire()
            begun.put_nowait(number)
            calling.create_task(one(number, caller))


async def stay_on_duty(router: CallRouter, advisors: Iterable[ScriptedAdvisor]) -> None:
    """Return advisors to duty after the pause that follows a missed call."""
    while True:
        for advisor in advisors:
            with suppress(RouterAway):
                if await router.advisor_state(advisor.name) in ("offline", "paused"):
                    queues = dict.fromkeys(MANNERS[advisor.name][1], 5)
                    await router.ready(AdvisorPhone(id=advisor.name, address=advisor.phone.uri, queues=queues))
        await asyncio.sleep(0.5)


async def at_rest(router: CallRouter) -> None:
    """Wait until no call is open, no advisor has one and no dead gateway has a lease.

    Raises:
        TimeoutError: a call, an advisor or a lease is stuck.
    """

    async def quiet() -> bool:
        now = await router.snapshot()
        busy = {state for (_, state), many in now.advisors.items() if many} - {"available", "paused", "offline"}
        waiting = sum(queue.waiting for queue in now.queues)
        return not (now.open_calls or busy or waiting) and len(await router.gateways()) == 1

    await wait_until(quiet, STUCK_S)


async def a_busy_morning(
    system: System, router: CallRouter
) -> tuple[list[CallExperience], list[Kill], list[ScriptedAdvisor]]:
    """Place all calls, with the kills between, and wait until the system is idle."""
    chance = random.Random(SEED)
    exchange, experiences, begun = PhoneExchange(), callers(chance), asyncio.Queue[int]()
    advisors = [ScriptedAdvisor(exchange, name, manner) for name, (manner, _) in MANNERS.items()]
    for advisor in advisors:
        await advisor.start()
    await system.assign_queues({name: dict.fromkeys(queues, 5) for name, (_, queues) in MANNERS.items()})
    on_duty = asyncio.create_task(stay_on_duty(router, advisors))
    dying = asyncio.create_task(kill_by_plan(system, death_plan(chance), begun))
    try:
        await all_calls(system, exchange, experiences, begun)
        kills = await dying
        await at_rest(router)
    finally:
        dying.cancel()
        on_duty.cancel()
        for advisor in advisors:
            await advisor.stop()
        await exchange.close()
    return experiences, kills, advisors


async def test_the_balance_closes_after_a_thousand_calls_and_every_death(system: System) -> None:
    """Each call ends once, as its caller experienced it; no fact is lost or doubled; all counts fold the log."""
    began = time.monotonic()
    async with system.router() as router:
        experiences, kills, advisors = await a_busy_morning(system, router)
        placed_s = time.monotonic() - began
        totals = await router.totals()
        head = (await router.head()).stream
    engine = make_engine(system.addresses()["database_url"], name="atencion-tests")
    try:
        await wait_until(lambda: _journaled(engine, head), 30.0)
        report = await verifying.verify(engine, CAMPAIGN, system.field_cipher())
        result = RunResult(
            experiences,
            kills,
            [one async for one in Journal(engine, CAMPAIGN).envelopes()],
            await _calls(engine, system.field_cipher()),
        )
    finally:
        await engine.dispose()
    print(table(result, placed_s))
    assert report.is_sound, report
    assert report.totals == totals
    nothing_is_lost_or_doubled(result.log)
    check_calls_of_killed_gateways(result)
    complaints = [each for caller in experiences for each in contradictions(caller, result)]
    assert not complaints, "\n".join([f"{len(complaints)} contradictions:", *complaints[:20]])
    heard = sum(advisor.heard for advisor in advisors)
    assert heard >= 0.97 * sum(advisor.talks for advisor in advisors)
    in_vain = [f"{each.name} at {at}" for each in advisors for at in each.in_vain if not _was_cut(at, kills)]
    assert not in_vain, f"advisors answered and never heard a caller: {in_vain}"
    await balances_close(system, result)
    await metrics_are_the_fold(system, totals)
    verification = await system.verify()
    assert await verification.wait(60.0) == 0, verification.log_tail()


# --- the log ----------------------------------------------------------------------------------------------------------


async def _journaled(engine: AsyncEngine, head: StreamId) -> bool:
    return (await Journal(engine, CAMPAIGN).head()).stream >= head


async def _calls(engine: AsyncEngine, cipher: FieldCipher) -> dict[str, list[CallRecord]]:
    """Return the call rows by the caller's number from person_data."""
    async with snapshot(engine) as connection:
        people = await connection.execute(select(tables.person_data.c.ref, tables.person_data.c.sealed))
        numbers = {row.ref: decrypt_value(row.ref, row.sealed, cipher) for row in people}
        rows = (await connection.execute(select(tables.call))).mappings().all()
    journal = Journal(engine, CAMPAIGN)
    refs = {
        one.call_id: one.fact.caller_ref async for one in journal.envelopes() if isinstance(one.fact, CallIngressed)
    }
    records: dict[str, list[CallRecord]] = {}
    for record in map(record_from_row, rows):
        records.setdefault(numbers[refs[record.call_id]], []).append(record)
    return records


def nothing_is_lost_or_doubled(log: list[Envelope]) -> None:
    """Check that the log's ids have no gap, that a call has each fact once, and that each offer ends once."""
    assert [one.id for one in log] == [f"1-{seq}" for seq in range(1, len(log) + 1)]
    assert [one.at for one in log] == sorted(one.at for one in log)
    once = Counter(
        (one.call_id, type(one.fact).__name__)
        for one in log
        if isinstance(one.fact, CallIngressed | CallQueued | CallAnswered | CallEnded)
    )
    assert set(once.values()) == {1}
    begun = Counter(_offer(one) for one in log if isinstance(one.fact, AdvisorOffered))
    ended = Counter(_offer(one) for one in log if isinstance(one.fact, OfferEnded | CallAnswered))
    assert begun == ended
    assert set(begun.values()) == {1}
    last = {one.call_id: one.fact for one in log if one.call_id and not _is_of_advisor(one)}
    assert all(isinstance(fact, CallEnded) for fact in last.values())


def _is_of_advisor(one: Envelope) -> bool:
    return type(one.fact).__name__ == "AdvisorStateChanged"


def _offer(one: Envelope) -> tuple[str, int]:
    assert isinstance(one.fact, AdvisorOffered | OfferEnded | CallAnswered)
    return one.call_id, one.fact.offer


def check_calls_of_killed_gateways(result: RunResult) -> None:
    """Check that each killed gateway is detected, and that its calls end within ten seconds of its death."""
    deaths = [strike.at for strike in result.kills if strike.process == "gateway"]
    lost = [one for one in result.log if isinstance(one.fact, GatewayLost)]
    assert len(lost) == len(deaths)
    failures = [record for records in result.calls.values() for record in records if record.ended_by == "failure"]
    assert failures
    for record in failures:
        assert record.outcome in ("technical_failure", "answered")
        assert record.ended_at is not None
        died = max(at for at in deaths if at <= record.ended_at.timestamp())
        assert record.ended_at.timestamp() - died < STUCK_S


def contradictions(caller: CallExperience, result: RunResult) -> list[str]:
    """Return the contradictions between the log and a caller's experience."""
    records = result.calls.get(caller.number, [])
    outcomes = [record.outcome for record in records]
    story = f"{caller.number} {caller} -> {[(r.outcome, r.stage, r.ended_by) for r in records]}"
    wrong = [why for why, holds in _claims(caller, outcomes, result.kills) if not holds]
    return [f"{why}: {story}" for why in wrong]


def _claims(caller: CallExperience, outcomes: list[str | None], kills: list[Kill]) -> list[tuple[str, bool]]:
    claims = [
        ("every call has its outcome", None not in outcomes),
        ("who heard an advisor was answered", "advisor" not in caller.heard or "answered" in outcomes),
        ("who was connected is in the log", caller.status != 200 or bool(outcomes)),
    ]
    if caller.plan == STRANGER:
        claims.append(("a stranger's number is no call", not outcomes))
    elif not any(_touches(caller, strike) for strike in kills):
        claims += _claims_undisturbed(caller, outcomes)
    return claims


def _claims_undisturbed(caller: CallExperience, outcomes: list[str | None]) -> list[tuple[str, bool]]:
    """Return the claims about a caller who was not affected by a gateway's death."""
    if caller.status == 503:
        return [("too many is a refusal in the log", outcomes == ["capacity_rejected"])]
    return [
        ("the plan came to its end", caller.completed),
        (
            "one call, one outcome, the plan's",
            outcomes == [PLANS[caller.plan].outcome] or _crossed(caller, outcomes),
        ),
        ("the answered heard the advisor", "answered" not in outcomes or "advisor" in caller.heard),
        ("nobody meets silence", caller.longest_silence_s < 4.0),
        ("nobody hears an apology", "disculpa" not in caller.heard),
    ]


def _crossed(caller: CallExperience, outcomes: list[str | None]) -> bool:
    """Return whether a cancelling caller missed the refusal of a full gateway, which crossed the CANCEL."""
    return caller.plan == CANCELS and outcomes == ["capacity_rejected"]


def _touches(caller: CallExperience, strike: Kill) -> bool:
    lasted = strike.at - 0.2 <= caller.ended and caller.began <= strike.at + strike.recovery_s + 0.5
    return strike.process == "gateway" and lasted


def _was_cut(began: float, kills: list[Kill]) -> bool:
    """Return whether a gateway died soon after an advisor answered, so that the caller could not be heard."""
    return any(strike.process == "gateway" and -0.2 <= strike.at - began <= HEARING_TIMEOUT_S for strike in kills)


async def balances_close(system: System, result: RunResult) -> None:
    """Check that the closing balance of each line, each queue and of all has a difference of 0, and equals the rows."""
    rows = [record for records in result.calls.values() for record in records]
    for line in (None, *LINES):
        balance = await _balance(system, rows, f"&line={line}" if line else "")
        of_line = [record for record in rows if line in (None, record.line)]
        assert balance["ingressed"] == len(of_line)
        assert _counted(balance) == Counter(record.outcome for record in of_line)
    for queue in {record.queue for record in rows if record.queue}:
        balance = await _balance(system, rows, f"&queue={queue}")
        assert _counted(balance) == Counter(record.outcome for record in rows if record.queue == queue)


async def _balance(system: System, rows: list[CallRecord], query: str) -> dict[str, object]:
    first = min(record.arrived_at for record in rows)
    begins = first.replace(minute=first.minute // 30 * 30, second=0, microsecond=0)
    balance = (await system.get(f"/api/v1/service-level?from={_written(begins)}{query}"))["balance"]
    assert (balance["difference"], balance["in_progress"]) == (0, 0)
    return dict(balance)


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _counted(balance: dict[str, object]) -> Counter[str]:
    outcomes = balance["outcomes"]
    assert isinstance(outcomes, dict)
    return Counter({name: count for name, count in outcomes.items() if count})


async def metrics_are_the_fold(system: System, totals: dict[str, int]) -> None:
    """Check that the metrics of Prometheus equal the fold of the log."""
    for measure, counter in COUNTERS.items():
        folded = sum(value for name, value in totals.items() if name.split("|")[0] == measure)
        assert await system.metric(f"{counter.name}_total") == folded, counter.name
    assert await system.metric("acd_calls_open") == 0
    assert await system.metric("acd_log_unrecorded_facts") == 0


def table(result: RunResult, placed_s: float) -> str:
    """Return a table of the run for people."""
    rows = [record for records in result.calls.values() for record in records]
    lines = [
        f"\n{len(result.experiences)} callers, {len(rows)} calls, {len(result.log)} facts in {placed_s:.0f} s;"
        f" seed {SEED}",
        "",
    ]
    lines += [f"  {victim:<12} killed, back after {back_s:5.2f} s" for victim, _, back_s in result.kills]
    lines += ["", f"  {'plan':<34}" + "".join(f"{outcome:>19}" for outcome in sorted(_outcomes(rows)))]
    for plan in PLANS:
        of_plan = Counter(
            record.outcome
            for caller in result.experiences
            if caller.plan == plan
            for record in result.calls.get(caller.number, [])
        )
        lines.append(f"  {plan:<34}" + "".join(f"{of_plan[outcome] or '':>19}" for outcome in sorted(_outcomes(rows))))
    return "\n".join(lines)


def _outcomes(rows: list[CallRecord]) -> set[str]:
    return {record.outcome or "none" for record in rows}
