"""A saved fold: what a ledger remembers, as a value. Pure.

A ledger that loads it continues as if it had never stopped. The counts themselves are stored elsewhere and added up.
"""

from copy import copy
from datetime import datetime

import msgspec

from eventlog.facts import AnyFact
from metrics.indicators.callers import Caller
from metrics.indicators.cells import Cell, CellKey
from metrics.indicators.ledger import BreachedTicket, Ledger, OpenCall, SignedEvaluation


class CallState(msgspec.Struct, frozen=True, array_like=True):
    """An `OpenCall`, with cell keys instead of cells."""

    at: CellKey | None
    line: str
    slot: int
    arrived_at: datetime
    waits_since: datetime | None
    visit: CellKey | None
    queued: bool
    first: CellKey | None
    talk: CellKey | None
    talks_since: datetime | None
    ended_at: datetime | None
    answered_at: datetime | None
    typified: bool
    verified: bool
    caller: str
    facts: list[tuple[datetime, AnyFact]] = []
    advisor: str = ""
    attended: CellKey | None = None
    attends_since: datetime | None = None
    held_since: datetime | None = None
    attended_by: dict[str, CellKey] = {}
    typed_by: tuple[str, ...] = ()
    reason: str = ""


class CallerState(msgspec.Struct, frozen=True, array_like=True):
    """A `Caller`, with a cell key instead of a cell."""

    first: CellKey
    known_at: datetime
    arrivals: tuple[datetime, ...]
    repeats: int


class State(msgspec.Struct, frozen=True, kw_only=True):
    """The memory of a `Ledger`, with its attributes."""

    calls: dict[str, CallState] = {}
    lingering: dict[str, CallState] = {}
    wraps: dict[str, tuple[datetime, tuple[CellKey, ...], str]] = {}
    duties: dict[str, tuple[str, datetime]] = {}
    month: str = ""
    callers: dict[str, CallerState] = {}
    links: dict[str, str] = {}
    breached: dict[str, BreachedTicket] = {}
    evaluations: dict[str, SignedEvaluation] = {}
    last_at: datetime | None = None


def dump_state(ledger: Ledger) -> State:
    """Return what a ledger remembers."""
    return State(
        calls={name: _dump_call(call) for name, call in ledger.calls.items()},
        lingering={name: _dump_call(call) for name, call in ledger.lingering.items()},
        wraps={name: (since, tuple(cell.key for cell in at), of) for name, (since, at, of) in ledger.wraps.items()},
        duties=dict(ledger.duties),
        month=ledger.callers.month,
        callers={
            name: CallerState(each.first.key, each.known_at, tuple(each.arrivals), each.repeats)
            for name, each in ledger.callers.known.items()
        },
        links=dict(ledger.callers.links),
        breached=dict(ledger.breached),
        evaluations={number: copy(each) for number, each in ledger.evaluations.items()},
        last_at=ledger.last_at,
    )


def load_state(ledger: Ledger, state: State) -> None:
    """Load a state into a new ledger."""
    ledger.calls = {name: _load_call(ledger, each) for name, each in state.calls.items()}
    ledger.lingering = {name: _load_call(ledger, each) for name, each in state.lingering.items()}
    ledger.wraps = {
        name: (since, tuple(ledger.cell(*key) for key in at), of) for name, (since, at, of) in state.wraps.items()
    }
    ledger.duties = dict(state.duties)
    ledger.callers.month, ledger.last_at = state.month, state.last_at
    ledger.callers.known = {
        name: Caller(ledger.cell(*each.first), each.known_at, list(each.arrivals), each.repeats)
        for name, each in state.callers.items()
    }
    ledger.callers.links = dict(state.links)
    ledger.breached = dict(state.breached)
    ledger.evaluations = {number: copy(each) for number, each in state.evaluations.items()}
    if state.last_at is not None:
        ledger.advance_month(state.last_at)


def state_to_json(state: State) -> bytes:
    """Encode as JSON."""
    return msgspec.json.encode(state)


def state_from_json(content: bytes) -> State:
    """Decode what `state_to_json` wrote.

    Raises:
        msgspec.MsgspecError: invalid content.
    """
    return msgspec.json.decode(content, type=State)


def _dump_call(call: OpenCall) -> CallState:
    return CallState(
        _key(call.at),
        call.line,
        call.slot,
        call.arrived_at,
        call.waits_since,
        _key(call.visit),
        call.queued,
        _key(call.first),
        _key(call.talk),
        call.talks_since,
        call.ended_at,
        call.answered_at,
        call.typified,
        call.verified,
        call.caller,
        list(call.facts),
        call.advisor,
        _key(call.attended),
        call.attends_since,
        call.held_since,
        {advisor: each.key for advisor, each in call.attended_by.items()},
        tuple(call.typed_by),
        call.reason,
    )


def _key(cell: Cell | None) -> CellKey | None:
    return None if cell is None else cell.key


def _load_call(ledger: Ledger, stored: CallState) -> OpenCall:
    def cell(key: CellKey | None) -> Cell | None:
        return None if key is None else ledger.cell(*key)

    return OpenCall(
        cell(stored.at),
        stored.line,
        stored.slot,
        stored.arrived_at,
        stored.waits_since,
        cell(stored.visit),
        stored.queued,
        cell(stored.first),
        cell(stored.talk),
        stored.talks_since,
        stored.ended_at,
        stored.answered_at,
        stored.typified,
        stored.verified,
        stored.caller,
        list(stored.facts),
        stored.advisor,
        cell(stored.attended),
        stored.attends_since,
        stored.held_since,
        {advisor: ledger.cell(*key) for advisor, key in stored.attended_by.items()},
        list(stored.typed_by),
        stored.reason,
    )
