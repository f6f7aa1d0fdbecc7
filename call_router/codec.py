"""Encoding of acts for the function library, and decoding of its replies.

Owns the layout of the arguments, which `library/` reads, and the translation of Valkey's errors. It must not talk to
any server.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import msgspec
from redis import exceptions as redis_errors

from call_router.acts import (
    Act,
    AdvisorPhone,
    CallCard,
    CommitResult,
    LoadedCall,
    LogEntry,
    QueueStatus,
    Snapshot,
    TickResult,
)
from call_router.errors import (
    AdvisorUnavailable,
    CallBackOpen,
    CapReached,
    EpochPassed,
    LeaseLost,
    MemoryScarce,
    NotHeld,
    NotInWrapUp,
    NotTalking,
    OfferGone,
    RouterAway,
    RouterError,
    VersionConflict,
    WrongPhase,
)
from call_router.routing import (
    MAX_LEVEL,
    AnswerOffer,
    DeclineOffer,
    Enqueue,
    HandOver,
    PartCall,
    Postpone,
    Promise,
    QueueRules,
    Receive,
    ReleaseCall,
    Reserve,
    Routing,
    TakeBack,
)
from call_router.signals import RouterSignal
from config.milliseconds import from_milliseconds
from eventlog.facts import (
    OVERFLOW,
    AdvisorOffered,
    AdvisorQueuesChanged,
    AdvisorStateChanged,
    AdvisorWished,
    AnyFact,
    CallAnswered,
    CallBackEnded,
    CallBackMissed,
    CallBackPostponed,
    CallBackPromised,
    CallBackQueued,
    CallEnded,
    CallHeld,
    CallQueued,
    CallRetrieved,
    GatewayLost,
    OfferEnded,
)
from eventlog.folds import visits
from eventlog.folds.counts import additions, increments, wait_counters
from eventlog.outbox_row import OutboxRow

_FUNCTIONS: dict[type[Routing], str] = {
    Enqueue: "enqueue",
    Receive: "receive",
    AnswerOffer: "answer",
    DeclineOffer: "decline",
    PartCall: "part",
    ReleaseCall: "release",
    Promise: "promise",
    Postpone: "postpone",
    Reserve: "reserve",
    HandOver: "hand_over",
    TakeBack: "take_back",
}
_WRITTEN_BY_LIBRARY = (
    AdvisorOffered,
    OfferEnded,
    AdvisorStateChanged,
    AdvisorWished,
    AdvisorQueuesChanged,
    GatewayLost,
    CallBackQueued,
    CallBackPostponed,
)
_HOLD_FACTS = (CallHeld, CallRetrieved, CallEnded, CallBackEnded)
_PER_CALL_FIELDS = ("queue", "keeps_wait", "advisor", "first_at_ms")
FactKind = TypeVar("FactKind", bound=AnyFact)
ERRORS_BY_CODE: dict[str, type[RouterError]] = {
    "VERSION_CONFLICT": VersionConflict,
    "OFFER_GONE": OfferGone,
    "LEASE_LOST": LeaseLost,
    "WRONG_PHASE": WrongPhase,
    "EPOCH_PASSED": EpochPassed,
    "NOT_HELD": NotHeld,
    "NOT_AVAILABLE": AdvisorUnavailable,
    "NOT_TALKING": NotTalking,
    "NOT_IN_WRAP_UP": NotInWrapUp,
    "CALL_BACK_OPEN": CallBackOpen,
    "CAP_REACHED": CapReached,
    "MEMORY_SCARCE": MemoryScarce,
}
# The server answers but cannot serve: it is loading, full, a replica, without disk or without our library.
_UNAVAILABLE_CODES = (
    "LOADING",
    "OOM",
    "READONLY",
    "MISCONF",
    "MASTERDOWN",
    "CLUSTERDOWN",
    "TRYAGAIN",
    "NOREPLICAS",
    "BUSY",
)
_UNAVAILABLE_ERRORS = (
    redis_errors.OutOfMemoryError,
    redis_errors.ReadOnlyError,
    redis_errors.ClusterDownError,
    redis_errors.MasterDownError,
    redis_errors.TryAgainError,
)
_signals = msgspec.json.Decoder(RouterSignal)
_pack = msgspec.msgpack.Encoder().encode


def function_name(act: Act) -> str:
    """Return the name of the library's function for the act, without its version."""
    if act.routing is None:
        return "step" if act.expects else "open"
    return _FUNCTIONS[type(act.routing)]


def act_arguments(act: Act, request_id: str) -> list[bytes]:
    """Return the arguments of the library's functions on calls.

    They are the act, its state, its facts, the state of a promised call-back if there is one, and alternating
    references and personal data.

    Raises:
        ValueError: the act has a fact that only the library may write, keeps a wait whose fact does not say so, or
            promises without a CallBackPromised.
    """
    for fact in act.facts:
        if isinstance(fact, _WRITTEN_BY_LIBRARY):
            raise ValueError(f"{type(fact).__name__} can only be written by the router")
        if isinstance(fact, CallQueued) and isinstance(act.routing, Enqueue):  # or Receive
            _check_wait(fact, act.routing)
    packed = b"".join(map(_pack, act_values(act, request_id).values()))
    states = [act.routing.state] if isinstance(act.routing, Promise) else []
    personal = (part for reference, value in act.person.items() for part in (reference.encode(), value))
    return [packed, act.state, *map(msgspec.json.encode, act.facts), *states, *personal]


def act_values(act: Act, request_id: str) -> dict[str, object]:
    """Return the act's values in the order in which the library's `build_act` reads them; names would cost it steps."""
    answer = _first_fact(act, CallAnswered) if isinstance(act.routing, AnswerOffer) else None
    return {
        "call": act.call_id,
        "expects": act.expects,
        "gateway": act.gateway,
        "by_gateway": act.by_gateway,
        "request": request_id,
        "actor": act.actor,
        "site": act.site_version,
        "mailbox_id": act.mailbox_id,
        "card": msgspec.json.encode(act.card).decode(),  # text: the library cannot read binary MessagePack
        "facts": len(act.facts),
        "increments": [counter for fact in act.facts for counter in increments(fact)],
        "routing": _encode_routing(act),
        "visit_exit": _visit_exit(act),
        "wait_counters": _wait_counters(answer.line, answer.queue) if answer else None,
        "promise": _encode_promise(act, act.routing) if isinstance(act.routing, Promise) else None,
        "holds": [isinstance(fact, CallHeld) for fact in act.facts if isinstance(fact, _HOLD_FACTS)],
    }


def _check_wait(fact: CallQueued, entry: Enqueue) -> None:
    if entry.keeps_wait != (fact.reason == OVERFLOW):  # the log and the library would measure different waits
        raise ValueError(f"keeps_wait={entry.keeps_wait} contradicts the reason of the fact, {fact.reason!r}")


def _encode_routing(act: Act) -> object:
    match act.routing:
        case Enqueue():  # or Receive
            return _encode_enqueue(act.routing)
        case Promise(call_back=call_back, card=card, number=number, caps=caps):
            return {"call_back": call_back, "card": card, "number": number, "caps": caps}
        case Postpone(until_ms=until_ms):
            missed = _first_fact(act, CallBackMissed)
            return {"until_ms": until_ms, "attempt": missed.attempt if missed else None}
        case _:
            return act.routing


@cache
def _wait_counters(line: str, queue: str) -> str:
    """Return the counters of an answer as cached text, which the library parses once."""
    return msgspec.json.encode(wait_counters(line, queue)).decode()


def _encode_enqueue(entry: Enqueue) -> dict[str, Any]:
    """Encode a wait: terms that calls share, as text that the library parses once, beside the values of the call."""
    terms = msgspec.to_builtins(entry)
    own = {field: terms.pop(field) for field in _PER_CALL_FIELDS if field in terms}
    return {**own, "terms": msgspec.json.encode(terms).decode()}


def _first_fact(act: Act, kind: type[FactKind]) -> FactKind | None:
    return next((fact for fact in act.facts if isinstance(fact, kind)), None)


def _visit_exit(act: Act) -> str:
    return next(filter(None, map(visits.visit_exit, act.facts)), "")


def _encode_promise(act: Act, routing: Promise) -> dict[str, Any]:
    """Encode the fact by which the call-back takes the place; it belongs to another call, so the library appends it."""
    promise = _first_fact(act, CallBackPromised)
    if promise is None:
        raise ValueError("a Promise needs a CallBackPromised fact")
    card = msgspec.json.decode(routing.card, type=CallCard)
    fact = CallBackQueued(
        line=promise.line,
        queue=promise.queue,
        of_call=act.call_id,
        caller_ref=card.caller_ref or act.card.caller_ref,
        attempt=0,
        number_kind=card.number_kind,
        number_given=card.number_given,
    )
    return {"fact": msgspec.json.encode(fact).decode()}


def entry_arguments(entries: Sequence[LogEntry], request_id: str, **more: str | int | Mapping[str, int]) -> list[bytes]:
    """Return the arguments of append and restore: the request, each fact's envelope, then the facts."""
    envelopes = [
        {
            "call": entry.call_id,
            "actor": entry.actor,
            "site": entry.site_version,
            "increments": (*increments(entry.fact), *entry.totals, *additions(entry.fact).items()),
        }
        for entry in entries
    ]
    head = {"request": request_id, "facts": envelopes, **more}
    return [msgspec.msgpack.encode(head), *(msgspec.json.encode(entry.fact) for entry in entries)]


def phone_arguments(phone: AdvisorPhone) -> list[str | bytes]:
    """Return the arguments of ready except the actor; raise ValueError if a level is not 1 to 10."""
    return [phone.id, phone.address, _encode_levels(phone.queues)]


def queues_arguments(advisor: str, queues: Mapping[str, int]) -> list[str | bytes]:
    """Return the arguments of set_queues except the actor; see `phone_arguments`."""
    return [advisor, _encode_levels(queues), levels_text(queues)]


def levels_text(queues: Mapping[str, int]) -> str:
    """Return levels as the fact states them: ``credito:8 pagos:5``, by queue."""
    return " ".join(f"{queue}:{level}" for queue, level in sorted(queues.items()))


def _encode_levels(queues: Mapping[str, int]) -> bytes:
    if not all(1 <= level <= MAX_LEVEL for level in queues.values()):
        raise ValueError(f"levels must be 1 to {MAX_LEVEL}")
    return msgspec.json.encode(queues)


def rules_arguments(rules: Mapping[str, QueueRules]) -> list[str | bytes]:
    """Return the arguments of configure: alternating queues and rules."""
    return [part for queue, each in rules.items() for part in (queue, msgspec.json.encode(each))]


def publish_arguments(rows: Sequence[OutboxRow]) -> list[bytes]:
    """Return the arguments of publish: each fact's envelope with its turn, then the facts."""
    envelopes = [
        {
            "turn": row.turn,
            "call": row.call_id,
            "actor": row.actor,
            "site": row.site_version,
            "increments": increments(row.fact),
        }
        for row in rows
    ]
    return [msgspec.msgpack.encode({"facts": envelopes}), *(msgspec.json.encode(row.fact) for row in rows)]


def read_loaded_call(reply: Any) -> LoadedCall:
    """Decode the reply of load."""
    version, state, is_ended, now, gateway = reply
    return LoadedCall(
        version=version, state=state, ended=bool(is_ended), now=from_milliseconds(now), gateway=gateway.decode()
    )


def read_commit(reply: Any) -> CommitResult:
    """Decode the reply of the functions on calls."""
    version, now = reply
    return CommitResult(version=version, now=from_milliseconds(now))


def read_tick(reply: Any) -> TickResult:
    """Decode the reply of tick."""
    now, due, flat, more = reply
    names = [name.decode() for name in flat]
    return TickResult(
        now=from_milliseconds(now),
        next_due=None if due < 0 else from_milliseconds(due),
        orphans=tuple(zip(names[::2], names[1::2], strict=True)),
        has_more=bool(more),
    )


def read_snapshot(reply: Any) -> Snapshot:
    """Decode the reply of snapshot."""
    now, open_calls, queues, advisors = reply
    waits = (
        QueueStatus(queue=queue.decode(), waiting=waiting, longest_s=(now - first) / 1000 if waiting else 0.0)
        for queue, waiting, first in queues
    )
    states = Counter((queue.decode(), state.decode()) for state, served in advisors for queue in served)
    return Snapshot(
        now=from_milliseconds(now),
        queues=tuple(sorted(waits, key=lambda queue: queue.queue)),
        advisors=dict(states),
        open_calls=open_calls,
    )


def read_mail(reply: Any) -> list[tuple[str, RouterSignal]]:
    """Decode the reply of XREAD on one mailbox; it may be None."""
    streams = reply.items() if isinstance(reply, dict) else reply or ()  # RESP3 or RESP2
    return [
        (identity.decode(), _signals.decode(fields[b"signal"]))
        for _, entries in streams
        for identity, fields in entries
    ]


def flatten(reply: Any) -> list[Any]:
    """Return every leaf of a reply; its nesting differs between RESP2 and RESP3."""
    if isinstance(reply, dict):
        return [leaf for pair in reply.items() for part in pair for leaf in flatten(part)]
    if isinstance(reply, list | tuple | set | frozenset):
        return [leaf for part in reply for leaf in flatten(part)]
    return [reply]


def translate_error(error: redis_errors.RedisError) -> RouterError:
    """Translate Valkey's error: a refusal by its code, any other to RouterAway."""
    text = str(error)
    code = text.partition(" ")[0]
    if code in ERRORS_BY_CODE:
        return ERRORS_BY_CODE[code](text)
    refused = isinstance(error, redis_errors.ResponseError) and not isinstance(error, _UNAVAILABLE_ERRORS)
    if refused and code not in _UNAVAILABLE_CODES and "Function not found" not in text:
        return RouterError(text)
    return RouterAway(text)
