"""SIP transactions as a table: state and event lead to a new state and actions (RFC 3261 §17). Pure.

Owns the five state machines of a user agent over UDP: the INVITE and non-INVITE client, the INVITE and non-INVITE
server, and the answer (200 to an INVITE) that is retransmitted until its ACK comes (§13.3.1.4). It includes the
correction of RFC 6026: an INVITE transaction that succeeded stays ``accepted`` for a while, to absorb
retransmissions.

It must not use a socket, a clock or a message: time is an argument, timers are data, and the endpoint knows what to
send. An event that the table lacks for a state has no effect.
"""

from enum import StrEnum
from types import MappingProxyType

import msgspec

T1_S = 0.5
"""Round-trip estimate of retransmissions, seconds (§17.1.1.1)."""
T2_S = 4.0
"""Longest interval between retransmissions, seconds (§17.1.2.2)."""
T4_S = 5.0
"""Maximum lifetime of a datagram in the network, seconds (§17.1.2.2)."""
TRANSACTION_TIMEOUT_S = 64 * T1_S


class TransactionKind(StrEnum):
    """The state machine of a transaction."""

    INVITE_CLIENT = "invite_client"
    OTHER_CLIENT = "other_client"
    INVITE_SERVER = "invite_server"
    OTHER_SERVER = "other_server"
    ANSWER = "answer"


class TransactionState(StrEnum):
    """The states of §17."""

    CALLING = "calling"
    TRYING = "trying"
    PROCEEDING = "proceeding"
    COMPLETED = "completed"
    CONFIRMED = "confirmed"
    ACCEPTED = "accepted"
    TERMINATED = "terminated"


class TransactionEvent(StrEnum):
    """Events: a response of that class came (client) or is sent (server), a request came (again), or a timer fired."""

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


class TransactionAction(StrEnum):
    """Actions: send the datagram, acknowledge a failure, pass a message to the user, or report a timeout."""

    SEND = "send"
    ACKNOWLEDGE = "acknowledge"
    DELIVER = "deliver"
    GIVE_UP = "give_up"


class Transaction(msgspec.Struct, frozen=True, kw_only=True):
    """A running state machine.

    Attributes:
        timers: expiry of each running timer, seconds on the caller's clock.
        repeats: number of retransmissions, which determines their interval.
    """

    kind: TransactionKind
    state: TransactionState
    timers: tuple[tuple[TransactionEvent, float], ...] = ()
    repeats: int = 0

    @property
    def next_timer_at(self) -> float | None:
        """The time of the next timer, or None if none runs."""
        return min((due_at for _, due_at in self.timers), default=None)


Acts = tuple[TransactionAction, ...]
Row = tuple[TransactionState, Acts]

_SEND, _TELL, _END = (TransactionAction.SEND,), (TransactionAction.DELIVER,), (TransactionState.TERMINATED, ())
_TIMED_OUT: Row = (TransactionState.TERMINATED, (TransactionAction.GIVE_UP,))
_BROKEN = {TransactionEvent.BROKEN: _TIMED_OUT}

INITIAL_STATES = MappingProxyType(
    {
        TransactionKind.INVITE_CLIENT: TransactionState.CALLING,
        TransactionKind.OTHER_CLIENT: TransactionState.TRYING,
        TransactionKind.INVITE_SERVER: TransactionState.PROCEEDING,
        TransactionKind.OTHER_SERVER: TransactionState.TRYING,
        TransactionKind.ANSWER: TransactionState.ACCEPTED,
    }
)

TABLE: MappingProxyType[tuple[TransactionKind, TransactionState], dict[TransactionEvent, Row]] = MappingProxyType(
    {
        # INVITE client: §17.1.1, figure 5, with `accepted` of RFC 6026 §7.2.
        (TransactionKind.INVITE_CLIENT, TransactionState.CALLING): {
            TransactionEvent.A: (TransactionState.CALLING, _SEND),
            TransactionEvent.B: _TIMED_OUT,
            TransactionEvent.PROVISIONAL: (TransactionState.PROCEEDING, _TELL),
            TransactionEvent.SUCCESS: (TransactionState.ACCEPTED, _TELL),
            TransactionEvent.FAILURE: (
                TransactionState.COMPLETED,
                (TransactionAction.ACKNOWLEDGE, TransactionAction.DELIVER),
            ),
            **_BROKEN,
        },
        (TransactionKind.INVITE_CLIENT, TransactionState.PROCEEDING): {
            TransactionEvent.PROVISIONAL: (TransactionState.PROCEEDING, _TELL),
            TransactionEvent.SUCCESS: (TransactionState.ACCEPTED, _TELL),
            TransactionEvent.FAILURE: (
                TransactionState.COMPLETED,
                (TransactionAction.ACKNOWLEDGE, TransactionAction.DELIVER),
            ),
            **_BROKEN,
        },
        (TransactionKind.INVITE_CLIENT, TransactionState.COMPLETED): {
            TransactionEvent.FAILURE: (TransactionState.COMPLETED, (TransactionAction.ACKNOWLEDGE,)),
            TransactionEvent.D: _END,
        },
        # Each repeated 200 is passed on, because the user must acknowledge it again (§13.2.2.4).
        (TransactionKind.INVITE_CLIENT, TransactionState.ACCEPTED): {
            TransactionEvent.SUCCESS: (TransactionState.ACCEPTED, _TELL),
            TransactionEvent.M: _END,
        },
        # Non-INVITE client: §17.1.2, figure 6.
        (TransactionKind.OTHER_CLIENT, TransactionState.TRYING): {
            TransactionEvent.E: (TransactionState.TRYING, _SEND),
            TransactionEvent.F: _TIMED_OUT,
            TransactionEvent.PROVISIONAL: (TransactionState.PROCEEDING, _TELL),
            TransactionEvent.SUCCESS: (TransactionState.COMPLETED, _TELL),
            TransactionEvent.FAILURE: (TransactionState.COMPLETED, _TELL),
            **_BROKEN,
        },
        (TransactionKind.OTHER_CLIENT, TransactionState.PROCEEDING): {
            TransactionEvent.E: (TransactionState.PROCEEDING, _SEND),
            TransactionEvent.F: _TIMED_OUT,
            TransactionEvent.PROVISIONAL: (TransactionState.PROCEEDING, _TELL),
            TransactionEvent.SUCCESS: (TransactionState.COMPLETED, _TELL),
            TransactionEvent.FAILURE: (TransactionState.COMPLETED, _TELL),
            **_BROKEN,
        },
        (TransactionKind.OTHER_CLIENT, TransactionState.COMPLETED): {TransactionEvent.K: _END},
        # INVITE server: §17.2.1, figure 7, with `accepted` of RFC 6026 §7.1.
        (TransactionKind.INVITE_SERVER, TransactionState.PROCEEDING): {
            TransactionEvent.REQUEST: (TransactionState.PROCEEDING, _SEND),
            TransactionEvent.PROVISIONAL: (TransactionState.PROCEEDING, _SEND),
            TransactionEvent.SUCCESS: (TransactionState.ACCEPTED, _SEND),
            TransactionEvent.FAILURE: (TransactionState.COMPLETED, _SEND),
        },
        (TransactionKind.INVITE_SERVER, TransactionState.COMPLETED): {
            TransactionEvent.REQUEST: (TransactionState.COMPLETED, _SEND),
            TransactionEvent.G: (TransactionState.COMPLETED, _SEND),
            TransactionEvent.H: _TIMED_OUT,
            TransactionEvent.ACK: (TransactionState.CONFIRMED, ()),
        },
        (TransactionKind.INVITE_SERVER, TransactionState.CONFIRMED): {TransactionEvent.I: _END},
        (TransactionKind.INVITE_SERVER, TransactionState.ACCEPTED): {TransactionEvent.L: _END},
        # Non-INVITE server: §17.2.2, figure 8.
        (TransactionKind.OTHER_SERVER, TransactionState.TRYING): {
            TransactionEvent.PROVISIONAL: (TransactionState.PROCEEDING, _SEND),
            TransactionEvent.SUCCESS: (TransactionState.COMPLETED, _SEND),
            TransactionEvent.FAILURE: (TransactionState.COMPLETED, _SEND),
        },
        (TransactionKind.OTHER_SERVER, TransactionState.PROCEEDING): {
            TransactionEvent.REQUEST: (TransactionState.PROCEEDING, _SEND),
            TransactionEvent.PROVISIONAL: (TransactionState.PROCEEDING, _SEND),
            TransactionEvent.SUCCESS: (TransactionState.COMPLETED, _SEND),
            TransactionEvent.FAILURE: (TransactionState.COMPLETED, _SEND),
        },
        (TransactionKind.OTHER_SERVER, TransactionState.COMPLETED): {
            TransactionEvent.REQUEST: (TransactionState.COMPLETED, _SEND),
            TransactionEvent.J: _END,
        },
        # The 200 to an INVITE, end to end: §13.3.1.4.
        (TransactionKind.ANSWER, TransactionState.ACCEPTED): {
            TransactionEvent.G: (TransactionState.ACCEPTED, _SEND),
            TransactionEvent.H: _TIMED_OUT,
            TransactionEvent.ACK: (TransactionState.TERMINATED, _TELL),
        },
    }
)

# The timers that run in a state. A running timer continues (F spans two states); one not listed stops.
TIMERS_BY_STATE: MappingProxyType[tuple[TransactionKind, TransactionState], tuple[TransactionEvent, ...]] = (
    MappingProxyType(
        {
            (TransactionKind.INVITE_CLIENT, TransactionState.CALLING): (TransactionEvent.A, TransactionEvent.B),
            (TransactionKind.INVITE_CLIENT, TransactionState.COMPLETED): (TransactionEvent.D,),
            (TransactionKind.INVITE_CLIENT, TransactionState.ACCEPTED): (TransactionEvent.M,),
            (TransactionKind.OTHER_CLIENT, TransactionState.TRYING): (TransactionEvent.E, TransactionEvent.F),
            (TransactionKind.OTHER_CLIENT, TransactionState.PROCEEDING): (TransactionEvent.E, TransactionEvent.F),
            (TransactionKind.OTHER_CLIENT, TransactionState.COMPLETED): (TransactionEvent.K,),
            (TransactionKind.INVITE_SERVER, TransactionState.COMPLETED): (TransactionEvent.G, TransactionEvent.H),
            (TransactionKind.INVITE_SERVER, TransactionState.CONFIRMED): (TransactionEvent.I,),
            (TransactionKind.INVITE_SERVER, TransactionState.ACCEPTED): (TransactionEvent.L,),
            (TransactionKind.OTHER_SERVER, TransactionState.COMPLETED): (TransactionEvent.J,),
            (TransactionKind.ANSWER, TransactionState.ACCEPTED): (TransactionEvent.G, TransactionEvent.H),
        }
    )
)

_FIXED_S = {TransactionEvent.D: 32.0, TransactionEvent.I: T4_S, TransactionEvent.K: T4_S}
_REPEATING = frozenset((TransactionEvent.A, TransactionEvent.E, TransactionEvent.G))


def begin(kind: TransactionKind, now: float) -> Transaction:
    """Return a machine in its first state, with its timers running from ``now`` (seconds)."""
    return _enter(Transaction(kind=kind, state=INITIAL_STATES[kind]), INITIAL_STATES[kind], now)


def step(transaction: Transaction, event: TransactionEvent, now: float) -> tuple[Transaction, Acts]:
    """Apply an event.

    Returns:
        The new state machine, and the actions in order; the same machine and none if the event does not apply.
    """
    row = TABLE.get((transaction.kind, transaction.state), {}).get(event)
    if row is None:
        return transaction, ()
    state, acts = row
    return _enter(_fired(transaction, event), state, now), acts


def due_timer(transaction: Transaction, now: float) -> TransactionEvent | None:
    """Return the earliest timer that is due at ``now``, or None."""
    due = min(transaction.timers, key=lambda timer: timer[1], default=None)
    return due[0] if due is not None and due[1] <= now else None


def interval_s(timer: TransactionEvent, state: TransactionState, repeats: int) -> float:
    """Return the duration of a timer, seconds: A doubles, E and G double up to T2, others are fixed (§17, table 4)."""
    if timer not in _REPEATING:
        return _FIXED_S.get(timer, TRANSACTION_TIMEOUT_S)
    if timer is TransactionEvent.A:
        return T1_S * 2.0**repeats
    if state is TransactionState.PROCEEDING:
        return T2_S
    return min(T1_S * 2.0 ** min(repeats, 8), T2_S)


def _fired(transaction: Transaction, event: TransactionEvent) -> Transaction:
    timers = tuple(timer for timer in transaction.timers if timer[0] is not event)
    return msgspec.structs.replace(transaction, timers=timers, repeats=transaction.repeats + (event in _REPEATING))


def _enter(transaction: Transaction, state: TransactionState, now: float) -> Transaction:
    running = dict(transaction.timers)
    repeats = transaction.repeats if state is transaction.state else 0
    timers = tuple(
        (timer, running.get(timer, now + interval_s(timer, state, repeats)))
        for timer in TIMERS_BY_STATE.get((transaction.kind, state), ())
    )
    return msgspec.structs.replace(transaction, state=state, timers=timers, repeats=repeats)
