"""Histories of a week with its sample, for the tests of quality: calls, tickets, number, draw and replacements.

Owns the events and their order. The draw in a history is made by the code under test; what it must be is computed in
the tests.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec
from hypothesis import strategies as st

from config.milliseconds import from_milliseconds, to_milliseconds
from eventlog.facts import (
    AnyFact,
    CallAnswered,
    CallEnded,
    CallIngressed,
    CallSetAside,
    CallTransferred,
    Envelope,
    SampleItemReplaced,
    SamplePlanned,
    SampleSeedCommitted,
    SampleSeedRevealed,
)
from eventlog.facts.quality.sample import SampleChannel
from eventlog.facts.tickets.ticket import TicketAnswerReleased, TicketAnswerReturned, TicketSendingUndone
from eventlog.journal.chain import ChainedRow, ChainLink, extend, genesis
from eventlog.journal.codec import canonical_bytes
from metrics.quality.samples.audit import SampleAudit
from metrics.quality.samples.frame import FRAMES
from metrics.quality.samples.seed_facts import SeedFacts
from metrics.quality.samples.week import Week, parse_week
from metrics.quality.samples.weekly_draw import draw_week, facts_of
from metrics.quality.seed import commit

CAMPAIGN = "demo"
WEEK = parse_week("2026-W47")
ADVISORS, LINES = ("ana", "beto", "caro"), ("bogota", "nacional")
NUMBER = "0123456789" * 4
DRAWS_AT, REVEAL_BY = WEEK.ends + timedelta(hours=6), WEEK.ends + timedelta(hours=54)
DatedFact = tuple[datetime, str, str, AnyFact]
"""Time, call, actor, fact."""


class _Dated(msgspec.Struct):
    at: datetime


class WeekHistory(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of a week, drawn or not; ``number`` says what the interventoría did."""

    channel: SampleChannel
    plan: SamplePlanned
    facts: tuple[DatedFact, ...]


def plan(channel: SampleChannel = "phone", **fields: object) -> SamplePlanned:
    """Return the plan of the week, with some other values."""
    planned = SamplePlanned(
        week=str(WEEK),
        channel=channel,
        confidence=95,
        margin="0.05",
        expected="0.5",
        each_advisor=False,
        draws_at=DRAWS_AT.isoformat(),
        reveal_by=REVEAL_BY.isoformat(),
    )
    return msgspec.structs.replace(planned, **fields)


def call(
    call_id: str,
    arrives: datetime,
    *,
    advisor: str = "ana",
    line: str = "bogota",
    taken_by: str = "",
    is_anomalous: bool = False,
    lasts: timedelta = timedelta(minutes=5),
) -> list[DatedFact]:
    """Return the facts of a call; without an advisor it is not answered."""
    where = {"line": line, "queue": "general"}
    arrived = CallIngressed(line=line, gateway="g", caller_ref="", caller_commitment="", in_hours=True)
    facts: list[DatedFact] = [(arrives, call_id, "caller", arrived)]
    if advisor:
        answered = CallAnswered(**where, advisor=advisor, offer=1)
        facts.append((arrives + timedelta(seconds=5), call_id, "router", answered))
    if advisor and taken_by:
        moved = CallTransferred(**where, advisor=advisor, to=f"advisor:{taken_by}", kind="attended")
        facts.append((arrives + timedelta(seconds=20), call_id, "router", moved))
    if is_anomalous:
        aside = CallSetAside(line=line, source="192.0.2.1", reason="not_acknowledged")
        facts.append((arrives + timedelta(seconds=21), call_id, "router", aside))
    ended = CallEnded(**where, outcome="answered", stage="talk", ended_by="caller", set_aside=is_anomalous)
    return [*facts, (arrives + lasts, call_id, "router", ended)]


def release(ticket: str, at: datetime, user: str = "user:eva", channel: str = "email") -> DatedFact:
    """Return the fact of an answer that was released."""
    return (at, "", user, TicketAnswerReleased(ticket=ticket, channel=channel))  # type: ignore[arg-type]


def seed_facts(*, committed_at: datetime | None, revealed_at: datetime | None) -> list[DatedFact]:
    """Return what the interventoría did."""
    facts: list[DatedFact] = []
    if committed_at is not None:
        facts.append((committed_at, "", "user:vera", SampleSeedCommitted(week=str(WEEK), commitment=commit(NUMBER))))
    if revealed_at is not None:
        facts.append((revealed_at, "", "user:vera", SampleSeedRevealed(week=str(WEEK), number=NUMBER)))
    return facts


def chained(facts: Iterable[DatedFact], campaign: str = CAMPAIGN) -> list[ChainedRow]:
    """Return facts as rows of a journal, in the order of their times."""
    rows, link = [], genesis(campaign)
    for number, (at, call_id, actor, fact) in enumerate(sorted(facts, key=lambda each: each[0]), start=1):
        envelope = Envelope(
            id=f"1-{number}",
            at=from_milliseconds(to_milliseconds(at)),
            campaign=campaign,
            call_id=call_id,
            actor=actor,
            site_version="v",
            fact=fact,
        )
        data = canonical_bytes(envelope)
        following = extend(link, data)
        rows.append(ChainedRow(seq=following.seq, before=link.hash, data=data, hash=following.hash))
        link = following
    return rows


def envelopes_of(rows: Iterable[ChainedRow]) -> list[Envelope]:
    """Return the envelopes in rows."""
    return [msgspec.json.decode(each.data, type=Envelope) for each in rows]


def head_of(rows: Sequence[ChainedRow], week: Week = WEEK) -> ChainLink:
    """Return the last link before the week's end."""
    inside = [row for row in rows if msgspec.json.decode(row.data, type=_Dated).at < week.ends]
    return ChainLink(inside[-1].seq, inside[-1].hash) if inside else genesis(CAMPAIGN)


def with_draw(
    history: WeekHistory, at: datetime = DRAWS_AT, replace: Sequence[str] = (), campaign: str = CAMPAIGN
) -> list[ChainedRow]:
    """Return the rows of a history after its draw; each advisor of ``replace`` loses the first item."""
    rows = chained(history.facts, campaign)
    frame, seeds = FRAMES[history.channel](WEEK), SeedFacts(WEEK)
    for envelope in envelopes_of(rows):
        if envelope.at <= at:
            frame.add(envelope)
            seeds.add(envelope)
    head = head_of(rows)
    draw = draw_week(history.plan, frame.items(), head, seeds.seed(head.hash.hex()))
    later: list[DatedFact] = [(at, "", "system:quality", fact) for fact in facts_of(draw)]
    for advisor in replace:
        found = [each for each in draw.strata if each.key.advisor == advisor and 0 < each.size < len(each.order)]
        for stratum in found[:1]:
            replaced = SampleItemReplaced(
                week=str(WEEK),
                channel=history.channel,
                item=stratum.order[0],
                replacement=stratum.order[stratum.size],
                position=stratum.size + 1,
                reason="sin_audio",
            )
            later.append((at + timedelta(hours=1), "", "user:cata", replaced))
    return chained([*history.facts, *later], campaign)


def audit_of(rows: Sequence[ChainedRow], channel: SampleChannel) -> SampleAudit:
    """Audit the sample of the week in rows."""
    audit = SampleAudit(WEEK, channel)
    audit.head = head_of(rows)
    for row in rows:
        audit.add(row)
    return audit


@st.composite
def histories(draw: st.DrawFn, channel: SampleChannel = "phone") -> WeekHistory:
    """Generate a week of calls or tickets, with or without the interventoría's number."""
    span = int(timedelta(days=9).total_seconds())
    begins = WEEK.begins - timedelta(days=1)
    facts: list[DatedFact] = []
    for number in range(draw(st.integers(0, 40))):
        at = begins + timedelta(seconds=draw(st.integers(0, span)))
        facts += _a_call(draw, f"c-{number}", at) if channel == "phone" else _a_ticket(draw, f"t-{number}", at)
    committed = draw(st.sampled_from((None, WEEK.begins - timedelta(days=1), WEEK.begins + timedelta(hours=1))))
    revealed = draw(st.sampled_from((None, WEEK.ends + timedelta(hours=1), WEEK.ends - timedelta(hours=1))))
    facts += seed_facts(committed_at=committed, revealed_at=revealed if committed else None)
    planned = plan(
        channel,
        confidence=draw(st.sampled_from((90, 95, 99))),
        margin=draw(st.sampled_from(("0.05", "0.1", "0.2"))),
        each_advisor=draw(st.booleans()),
    )
    facts.append((WEEK.begins + timedelta(minutes=1), "", "system:quality", planned))
    return WeekHistory(channel=channel, plan=planned, facts=tuple(facts))


def _a_call(draw: st.DrawFn, call_id: str, at: datetime) -> list[DatedFact]:
    return call(
        call_id,
        at,
        advisor=draw(st.sampled_from(("", *ADVISORS))),
        line=draw(st.sampled_from(LINES)),
        taken_by=draw(st.sampled_from(("", *ADVISORS))),
        is_anomalous=draw(st.sampled_from((False, False, False, True))),
        lasts=timedelta(minutes=draw(st.integers(1, 300))),
    )


def _a_ticket(draw: st.DrawFn, ticket: str, at: datetime) -> list[DatedFact]:
    user = draw(st.sampled_from(("user:eva", "user:fede")))
    facts = [release(ticket, at, user, draw(st.sampled_from(("email", "web"))))]
    undone = draw(st.sampled_from((None, TicketSendingUndone, TicketAnswerReturned)))
    if undone is not None:
        facts.append((at + timedelta(minutes=1), "", user, undone(ticket=ticket)))
    return facts
