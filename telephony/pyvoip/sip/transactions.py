"""SIP transactions as a table: what happened, the state it leads to, and what is to be done (RFC 3261 §17). Pure.

Owns the five machines of a user agent over UDP: the INVITE and the other client transaction, the INVITE and the other
server transaction, and the answer (200 to an INVITE) that is said again until its ACK comes (§13.3.1.4). RFC 6026's
correction is in: an INVITE transaction that succeeded stays ``accepted`` for a while, to absorb what is repeated.

It must not touch a socket, a clock or a message: time is an argument, timers are data, and what to send is the shell's.
An event that the table does not know for a state changes nothing.
"""

from enum import StrEnum
from types import MappingProxyType

import msgspec

T1_S = 0.5
"""The round trip that a retransmission waits for, seconds (§17.1.1.1)."""
T2_S = 4.0
"""The longest gap between retransmissions, seconds (§17.1.2.2)."""
T4_S = 5.0
"""How long a datagram may live in the network, seconds (§17.1.2.2)."""
TRANSACTION_TIMEOUT_S = 64 * T1_S


class Kind(StrEnum):
    """Which machine it is."""

    INVITE_CLIENT = "invite_client"
    OTHER_CLIENT = "other_client"
    INVITE_SERVER = "invite_server"
    OTHER_SERVER = "other_server"
    ANSWER = "answer"


class State(StrEnum):
    """Where a machine stands, in the words of §17."""

    CALLING = "calling"
    TRYING = "trying"
    PROCEEDING = "proceeding"
    COMPLETED = "completed"
    CONFIRMED = "confirmed"
    ACCEPTED = "accepted"
    TERMINATED = "terminated"


class TransactionEvent(StrEnum):
    """What happened: a response of that class came (client) or is given (server), a request came (again), a timer."""

    PROVISIONAL = "provisional"
    SUCCESS = "success"
    FAILURE = "failure"
    REQUEST = "request"
    ACK = "ack"
    BROKEN = "broken"
    A = "timer_a"
    B = "timer_b"
    D = "timer_d"
    E = "timer_e"
    F = "timer_f"
    G = "timer_g"
    H = "timer_h"
    I = "timer_i"  # noqa: E741 - the RFC's name
    J = "timer_j"
    K = "timer_k"
    L = "timer_l"
    M = "timer_m"


class Act(StrEnum):
    """What the shell does: send the request or the last response, acknowledge a failure, tell the user of it."""

    SEND = "send"
    ACKNOWLEDGE = "acknowledge"
    DELIVER = "deliver"
    GIVE_UP = "give_up"


class Transaction(msgspec.Struct, frozen=True, kw_only=True):
    """One machine under way.

    Attributes:
        kind: which machine.
        state: where it stands.
        timers: when each running timer fires, seconds on the caller's clock.
        repeats: how often it has sent the same again, which spaces the retransmissions.
    """

    kind: Kind
    state: State
    timers: tuple[tuple[TransactionEvent, float], ...] = ()
    repeats: int = 0

    @property
    def next_timer_at(self) -> float | None:
        """When the next timer fires, or None when none runs."""
        return min((at for _, at in self.timers), default=None)


Acts = tuple[Act, ...]
Row = tuple[State, Acts]

_SEND, _TELL, _END = (Act.SEND,), (Act.DELIVER,), (State.TERMINATED, ())
_TIMED_OUT: Row = (State.TERMINATED, (Act.GIVE_UP,))
_BROKEN = {TransactionEvent.BROKEN: _TIMED_OUT}

INITIAL_STATES = MappingProxyType(
    {
        Kind.INVITE_CLIENT: State.CALLING,
        Kind.OTHER_CLIENT: State.TRYING,
        Kind.INVITE_SERVER: State.PROCEEDING,
        Kind.OTHER_SERVER: State.TRYING,
        Kind.ANSWER: State.ACCEPTED,
    }
)

TABLE: MappingProxyType[tuple[Kind, State], dict[TransactionEvent, Row]] = MappingProxyType(
    {
        # INVITE client: §17.1.1, figure 5, with `accepted` of RFC 6026 §7.2.
        (Kind.INVITE_CLIENT, State.CALLING): {
            TransactionEvent.A: (State.CALLING, _SEND),
            TransactionEvent.B: _TIMED_OUT,
            TransactionEvent.PROVISIONAL: (State.PROCEEDING, _TELL),
            TransactionEvent.SUCCESS: (State.ACCEPTED, _TELL),
            TransactionEvent.FAILURE: (State.COMPLETED, (Act.ACKNOWLEDGE, Act.DELIVER)),
            **_BROKEN,
        },
        (Kind.INVITE_CLIENT, State.PROCEEDING): {
            TransactionEvent.PROVISIONAL: (State.PROCEEDING, _TELL),
            TransactionEvent.SUCCESS: (State.ACCEPTED, _TELL),
            TransactionEvent.FAILURE: (State.COMPLETED, (Act.ACKNOWLEDGE, Act.DELIVER)),
            **_BROKEN,
        },
        (Kind.INVITE_CLIENT, State.COMPLETED): {
            TransactionEvent.FAILURE: (State.COMPLETED, (Act.ACKNOWLEDGE,)),
            TransactionEvent.D: _END,
        },
        # Each repeated 200 is told, for the user acknowledges it anew (§13.2.2.4).
        (Kind.INVITE_CLIENT, State.ACCEPTED): {
            TransactionEvent.SUCCESS: (State.ACCEPTED, _TELL),
            TransactionEvent.M: _END,
        },
        # The other client: §17.1.2, figure 6.
        (Kind.OTHER_CLIENT, State.TRYING): {
            TransactionEvent.E: (State.TRYING, _SEND),
            TransactionEvent.F: _TIMED_OUT,
            TransactionEvent.PROVISIONAL: (State.PROCEEDING, _TELL),
            TransactionEvent.SUCCESS: (State.COMPLETED, _TELL),
            TransactionEvent.FAILURE: (State.COMPLETED, _TELL),
            **_BROKEN,
        },
        (Kind.OTHER_CLIENT, State.PROCEEDING): {
            TransactionEvent.E: (State.PROCEEDING, _SEND),
            TransactionEvent.F: _TIMED_OUT,
            TransactionEvent.PROVISIONAL: (State.PROCEEDING, _TELL),
            TransactionEvent.SUCCESS: (State.COMPLETED, _TELL),
            TransactionEvent.FAILURE: (State.COMPLETED, _TELL),
            **_BROKEN,
        },
        (Kind.OTHER_CLIENT, State.COMPLETED): {TransactionEvent.K: _END},
        # INVITE server: §17.2.1, figure 7, with `accepted` of RFC 6026 §7.1.
        (Kind.INVITE_SERVER, State.PROCEEDING): {
            TransactionEvent.REQUEST: (State.PROCEEDING, _SEND),
            TransactionEvent.PROVISIONAL: (State.PROCEEDING, _SEND),
            TransactionEvent.SUCCESS: (State.ACCEPTED, _SEND),
            TransactionEvent.FAILURE: (State.COMPLETED, _SEND),
        },
        (Kind.INVITE_SERVER, State.COMPLETED): {
            TransactionEvent.REQUEST: (State.COMPLETED, _SEND),
            TransactionEvent.G: (State.COMPLETED, _SEND),
            TransactionEvent.H: _TIMED_OUT,
            TransactionEvent.ACK: (State.CONFIRMED, ()),
        },
        (Kind.INVITE_SERVER, State.CONFIRMED): {TransactionEvent.I: _END},
        (Kind.INVITE_SERVER, State.ACCEPTED): {TransactionEvent.L: _END},
        # The other server: §17.2.2, figure 8.
        (Kind.OTHER_SERVER, State.TRYING): {
            TransactionEvent.PROVISIONAL: (State.PROCEEDING, _SEND),
            TransactionEvent.SUCCESS: (State.COMPLETED, _SEND),
            TransactionEvent.FAILURE: (State.COMPLETED, _SEND),
        },
        (Kind.OTHER_SERVER, State.PROCEEDING): {
            TransactionEvent.REQUEST: (State.PROCEEDING, _SEND),
            TransactionEvent.PROVISIONAL: (State.PROCEEDING, _SEND),
            TransactionEvent.SUCCESS: (State.COMPLETED, _SEND),
            TransactionEvent.FAILURE: (State.COMPLETED, _SEND),
        },
        (Kind.OTHER_SERVER, State.COMPLETED): {
            TransactionEvent.REQUEST: (State.COMPLETED, _SEND),
            TransactionEvent.J: _END,
        },
        # The 200 to an INVITE, from end to end: §13.3.1.4.
        (Kind.ANSWER, State.ACCEPTED): {
            TransactionEvent.G: (State.ACCEPTED, _SEND),
            TransactionEvent.H: _TIMED_OUT,
            TransactionEvent.ACK: (State.TERMINATED, _TELL),
        },
    }
)

# Which timers run in a state. One that already runs goes on (F spans two states); one not named here stops.
TIMERS_BY_STATE: MappingProxyType[tuple[Kind, State], tuple[TransactionEvent, ...]] = MappingProxyType(
    {
        (Kind.INVITE_CLIENT, State.CALLING): (TransactionEvent.A, TransactionEvent.B),
        (Kind.INVITE_CLIENT, State.COMPLETED): (TransactionEvent.D,),
        (Kind.INVITE_CLIENT, State.ACCEPTED): (TransactionEvent.M,),
        (Kind.OTHER_CLIENT, State.TRYING): (TransactionEvent.E, TransactionEvent.F),
        (Kind.OTHER_CLIENT, State.PROCEEDING): (TransactionEvent.E, TransactionEvent.F),
        (Kind.OTHER_CLIENT, State.COMPLETED): (TransactionEvent.K,),
        (Kind.INVITE_SERVER, State.COMPLETED): (TransactionEvent.G, TransactionEvent.H),
        (Kind.INVITE_SERVER, State.CONFIRMED): (TransactionEvent.I,),
        (Kind.INVITE_SERVER, State.ACCEPTED): (TransactionEvent.L,),
        (Kind.OTHER_SERVER, State.COMPLETED): (TransactionEvent.J,),
        (Kind.ANSWER, State.ACCEPTED): (TransactionEvent.G, TransactionEvent.H),
    }
)

_FIXED_S = {TransactionEvent.D: 32.0, TransactionEvent.I: T4_S, TransactionEvent.K: T4_S}
_REPEATING = frozenset((TransactionEvent.A, TransactionEvent.E, TransactionEvent.G))


def begin(kind: Kind, now: float) -> Transaction:
    """A machine in its first state, its timers running from ``now`` (seconds)."""
    return _enter(Transaction(kind=kind, state=INITIAL_STATES[kind]), INITIAL_STATES[kind], now)


def step(transaction: Transaction, event: TransactionEvent, now: float) -> tuple[Transaction, Acts]:
    """Let an event happen.

    Args:
        transaction: the machine as it stands.
        event: what happened.
        now: the time, seconds on the clock that ``begin`` was given.

    Returns:
        The machine as it then stands, and what to do, in that order. Unchanged and nothing when the event does not fit.
    """
    row = TABLE.get((transaction.kind, transaction.state), {}).get(event)
    if row is None:
        return transaction, ()
    state, acts = row
    return _enter(_fired(transaction, event), state, now), acts


def due_timer(transaction: Transaction, now: float) -> TransactionEvent | None:
    """The timer that is due at ``now`` and was due first, or None."""
    due = min(transaction.timers, key=lambda timer: timer[1], default=None)
    return due[0] if due is not None and due[1] <= now else None


def interval_s(timer: TransactionEvent, state: State, repeats: int) -> float:
    """How long a timer runs, seconds: A doubles, E and G double up to T2, the others are fixed (§17, table 4)."""
    if timer not in _REPEATING:
        return _FIXED_S.get(timer, TRANSACTION_TIMEOUT_S)
    if timer is TransactionEvent.A:
        return T1_S * 2.0**repeats
    if state is State.PROCEEDING:
        return T2_S
    return min(T1_S * 2.0 ** min(repeats, 8), T2_S)


def _fired(transaction: Transaction, event: TransactionEvent) -> Transaction:
    timers = tuple(timer for timer in transaction.timers if timer[0] is not event)
    return msgspec.structs.replace(transaction, timers=timers, repeats=transaction.repeats + (event in _REPEATING))


def _enter(transaction: Transaction, state: State, now: float) -> Transaction:
    running = dict(transaction.timers)
    repeats = transaction.repeats if state is transaction.state else 0
    timers = tuple(
        (timer, running.get(timer, now + interval_s(timer, state, repeats)))
        for timer in TIMERS_BY_STATE.get((transaction.kind, state), ())
    )
    return msgspec.structs.replace(transaction, state=state, timers=timers, repeats=repeats)
