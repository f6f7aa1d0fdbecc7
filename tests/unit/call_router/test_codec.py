"""Encoding of acts and decoding of replies, without a server."""

import re
from datetime import UTC, datetime
from typing import Any, cast

import msgspec
import pytest
from redis import exceptions as redis_errors

from call_router import codec, library
from call_router.acts import Act, AdvisorPhone, CallCard, LogEntry, QueueStatus
from call_router.errors import (
    EpochPassed,
    LeaseLost,
    NotInWrapUp,
    NotTalking,
    OfferGone,
    RouterAway,
    RouterError,
    VersionConflict,
    WrongPhase,
)
from call_router.routing import AnswerOffer, DeclineOffer, Enqueue, Promise, QueueRules, ReleaseCall, Routing
from call_router.signals import AdvisorChosen, OfferLapsed
from eventlog.facts import (
    AdvisorStateChanged,
    CallAnswered,
    CallBackPromised,
    CallEnded,
    GatewayLost,
    MenuEntered,
    OfferEnded,
)
from eventlog.folds.counts import increments

ENDED = CallEnded(line="l", queue="q", outcome="answered", stage="talking", ended_by="caller")
ANSWERED = CallAnswered(line="l", queue="q", advisor="a", offer=1)
CARD = CallCard(line="l", choices=(("m", "1"),))
ENQUEUE = Enqueue(line="l", queue="q", threshold_ms=1, ring_ms=2, wrap_up_ms=3)


def act(*facts: object, **changes: object) -> Act:
    plain = Act(call_id="c", expects=1, state=b"s", facts=(), actor="x", site_version="v", gateway="g")
    return msgspec.structs.replace(plain, facts=facts, **changes)


def decoded_act(changed: Act) -> dict[str, Any]:
    """Return the arguments as the library reads them, by the names of `build_act`."""
    packed, *_ = codec.act_arguments(changed, "request")
    names = re.search(r"^local function build_act\(([^)]*)\)", library.library_text(), flags=re.MULTILINE)
    assert names is not None
    listed = names[1].replace(",", " ").split()
    values = msgspec.msgpack.decode(b"\xdc" + len(listed).to_bytes(2) + packed)  # the values as one array
    return dict(zip(listed, values, strict=True))


@pytest.mark.parametrize(
    ("expects", "routing", "verb"),
    [
        (0, None, "open"),
        (1, None, "step"),
        (1, ENQUEUE, "enqueue"),
        (1, AnswerOffer(offer=1), "answer"),
        (1, DeclineOffer(offer=1, reason="busy"), "decline"),
        (0, ReleaseCall(), "release"),
    ],
)
def test_the_routing_names_the_verb(expects: int, routing: Routing | None, verb: str) -> None:
    """Each kind of act has its function; an act without routing opens a call or is a step of it."""
    assert codec.function_name(act(expects=expects, routing=routing)) == verb


def test_an_act_is_laid_out_as_values_state_facts_and_persons() -> None:
    """The first value is the number of facts; after the facts come alternating references and values."""
    menu = MenuEntered(line="l", menu="m")
    person = {"r": b"\x00salt"}
    end = act(menu, ENDED, routing=ReleaseCall(), person=person, card=CARD)
    _, state, *rest = codec.act_arguments(end, "request")
    read = decoded_act(end)
    assert read == {
        "call": "c",
        "expects": 1,
        "gateway": "g",
        "by_gateway": True,
        "request": "request",
        "actor": "x",
        "site": "v",
        "mailbox_id": "",
        "facts": 2,
        "increments": list(increments(ENDED)),
        "card": '{"line":"l","choices":[["m","1"]]}',
        "routing": {"type": "ReleaseCall"},
        "visit_exit": "abandoned_queue",
        "wait_counters": None,
        "promise": None,
        "holds": [False],
    }
    assert tuple(codec.act_values(end, "request")) == tuple(read)
    assert state == b"s"
    assert rest == [msgspec.json.encode(menu), msgspec.json.encode(ENDED), b"r", b"\x00salt"]


def test_a_phone_says_its_queues_in_their_order_with_levels() -> None:
    """The queues that an advisor serves are decoded in their order, with levels."""
    phone = AdvisorPhone(id="ana", address="sip:ana@x", queues={"b": 10, "a": 1})
    assert codec.phone_arguments(phone) == ["ana", "sip:ana@x", b'{"b":10,"a":1}']
    with pytest.raises(ValueError, match="1 to 10"):
        codec.phone_arguments(AdvisorPhone(id="ana", address="sip:ana@x", queues={"a": 0}))


def test_each_queue_is_followed_by_its_rules_and_equal_rules_give_equal_bytes() -> None:
    """Each queue is followed by its rules, and equal rules give equal bytes."""
    rules = QueueRules(strategy="random", weight=2)
    assert codec.rules_arguments({"a": rules, "b": QueueRules()}) == [
        "a",
        b'{"strategy":"random","weight":2,"bands":[{"after_ms":0,"level":1}],"ring_most":5}',
        "b",
        msgspec.json.encode(QueueRules()),
    ]


def test_an_answer_carries_the_names_of_its_wait() -> None:
    """The library computes what depends on the wait, and counts it under the names in the act."""
    read = decoded_act(act(ANSWERED, routing=AnswerOffer(offer=1)))
    assert read["routing"]["offer"] == 1
    waits = msgspec.json.decode(read["wait_counters"])
    assert waits["within"] == "answered_within|l|q"
    assert len(waits["bounds_ms"]) + 1 == len(waits["buckets"])


def test_calls_that_wait_on_the_same_terms_bring_the_same_text() -> None:
    """Data of a single call is separate from the shared text, so the library parses the terms once."""

    def entry(**own: Any) -> dict[str, Any]:
        how = Enqueue(line="l", queue="q", threshold_ms=20_000, ring_ms=15_000, wrap_up_ms=0, **own)
        return cast(dict[str, Any], decoded_act(act(routing=how))["routing"])

    first, second = entry(), entry(advisor="ana")
    assert first["terms"] == second["terms"]
    assert (first["queue"], first["advisor"], second["advisor"]) == ("q", "", "ana")
    assert msgspec.json.decode(first["terms"])["ring_ms"] == 15_000


def test_a_promise_without_its_fact_is_refused() -> None:
    """A promise without its fact is a caller's error, because the log would not show it."""
    with pytest.raises(ValueError, match="CallBackPromised"):
        codec.act_arguments(act(routing=Promise(call_back="b", state=b"", card="{}")), "request")


def test_the_state_of_a_call_back_stands_between_facts_and_people() -> None:
    """The state is raw bytes in its own argument; the end of the caller's visit and the facts are named."""
    promised = CallBackPromised(line="l", queue="q", call_back="b")
    routing = Promise(call_back="b", state=b"\x00\xff", card="{}")
    promise = act(promised, routing=routing, person={"r": b"x"})
    _, _, fact, state, *people = codec.act_arguments(promise, "request")
    read = decoded_act(promise)
    assert (msgspec.json.decode(fact)["type"], state, people) == ("CallBackPromised", b"\x00\xff", [b"r", b"x"])
    assert read["routing"] == {"call_back": "b", "card": "{}", "number": "", "caps": []}
    assert read["visit_exit"] == "callback"
    assert msgspec.json.decode(read["promise"]["fact"]) == {
        "type": "CallBackQueued",
        "line": "l",
        "queue": "q",
        "of_call": "c",
        "caller_ref": "",
        "attempt": 0,
    }


@pytest.mark.parametrize(
    "fact",
    [
        OfferEnded(queue="q", advisor="a", offer=1, reason="busy"),
        AdvisorStateChanged(advisor="a", state="paused", previous="offered", reason="busy"),
        GatewayLost(gateway="g", calls=1),
    ],
)
def test_the_routers_own_facts_are_refused(fact: object) -> None:
    """Facts that the library writes by itself are refused, because they would count twice."""
    with pytest.raises(ValueError, match=type(fact).__name__):
        codec.act_arguments(act(fact), "request")


def test_entries_are_laid_out_as_envelopes_then_facts() -> None:
    """Append and restore put each fact's envelope in the head, and the facts after it."""
    entry = LogEntry(fact=ENDED, actor="system", site_version="v", call_id="c")
    head, fact = codec.entry_arguments([entry], "request", epoch=2)
    assert msgspec.msgpack.decode(head) == {
        "request": "request",
        "facts": [{"call": "c", "actor": "system", "site": "v", "increments": list(increments(ENDED))}],
        "epoch": 2,
    }
    assert fact == msgspec.json.encode(ENDED)


def test_a_tick_is_read() -> None:
    """Orphans alternate call and gateway; -1 means that nothing is due."""
    ticked = codec.read_tick([1000, -1, [b"a", b"g", b"b", b"h"], 1])
    assert ticked.now == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert (ticked.next_due, ticked.orphans, ticked.has_more) == (None, (("a", "g"), ("b", "h")), True)


def test_a_snapshot_is_read() -> None:
    """Waits are in seconds, queues are in order, and an advisor counts in each queue served."""
    advisors = [[b"paused", [b"q", b"p"]], [b"paused", [b"q"]], [b"offline", []]]
    snapshot = codec.read_snapshot([5000, 2, [[b"q", 1, 3500], [b"p", 0, -1]], advisors])
    assert snapshot.queues == (
        QueueStatus(queue="p", waiting=0, longest_s=0.0),
        QueueStatus(queue="q", waiting=1, longest_s=1.5),
    )
    assert snapshot.advisors == {("q", "paused"): 2, ("p", "paused"): 1}
    assert snapshot.open_calls == 2


def test_mail_is_read_from_either_protocol() -> None:
    """RESP2 gives pairs, RESP3 a map, and an empty mailbox None."""
    chosen = AdvisorChosen(call_id="c", advisor="a", address="sip:a", queue="q", offer=1, ring_ms=2)
    lapsed = OfferLapsed(call_id="c", offer=1)
    entries = [(b"1-0", {b"signal": msgspec.json.encode(chosen)}), (b"2-0", {b"signal": msgspec.json.encode(lapsed)})]
    expected = [("1-0", chosen), ("2-0", lapsed)]
    assert codec.read_mail([[b"mailbox", entries]]) == expected
    assert codec.read_mail({b"mailbox": entries}) == expected
    assert codec.read_mail(None) == []


def test_leaves_are_found_in_any_nesting() -> None:
    """A reply is searched at any depth."""
    assert codec.flatten([b"a", {b"k": [b"v", [1]]}, ()]) == [b"a", b"k", b"v", 1]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("VERSION_CONFLICT the call is at version 3", VersionConflict),
        ("OFFER_GONE x", OfferGone),
        ("LEASE_LOST x", LeaseLost),
        ("WRONG_PHASE x", WrongPhase),
        ("EPOCH_PASSED x", EpochPassed),
        ("NOT_TALKING x", NotTalking),
        ("NOT_IN_WRAP_UP x", NotInWrapUp),
        ("MISCONF Errors writing to the AOF file", RouterAway),
        ("ERR Function not found", RouterAway),
        ("LOADING Valkey is loading the dataset in memory", RouterAway),
    ],
)
def test_replies_of_error_become_ours(text: str, error: type[RouterError]) -> None:
    """The first word of a refusal selects its exception; a temporary error means that the router is away."""
    assert type(codec.translate_error(redis_errors.ResponseError(text))) is error


@pytest.mark.parametrize(
    "vendor",
    [
        redis_errors.ConnectionError("refused"),
        redis_errors.TimeoutError("slow"),
        redis_errors.BusyLoadingError("loading"),
        redis_errors.OutOfMemoryError("command not allowed"),
        redis_errors.ReadOnlyError("replica"),
    ],
)
def test_transient_errors_become_router_away(vendor: redis_errors.RedisError) -> None:
    """Broken connections, full memory and read-only replicas may recover in a moment."""
    assert type(codec.translate_error(vendor)) is RouterAway
    assert codec.translate_error(vendor).retryable


def test_permanent_error_is_not_retried() -> None:
    """A permanent error is not retried."""
    error = codec.translate_error(redis_errors.ResponseError("WRONGTYPE Operation against a key"))
    assert type(error) is RouterError
    assert not error.retryable
