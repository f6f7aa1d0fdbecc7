"""The offer of a call-back: the number is confirmed and the call-back promised, or the caller waits on."""

import msgspec
import pytest

from call_router.routing import Cap, Promise
from calls.call import Call, Destination, NumberEntered, PromiseRefused, Stage, StepResult, card_of, decode
from calls.transitions.callback_offers import MAX_MISSES, NUMBER_PLACEHOLDER
from config.site.calls.dialling import ListedPrefix
from config.site.calls.number_kinds import CapName
from eventlog.facts import (
    CallBackCapReached,
    CallBackNumberKeyed,
    CallBackPromised,
    CallBackRefused,
    CallEnded,
    CallOverflowed,
)
from telephony import port
from tests.unit.calls.test_flow import ID, MOBILE, answer, chosen, commands, play_ended, pressed
from tests.unit.calls.transitions.test_overflow import go, overflowing, site_with, sounds, waiting

SITE = site_with(call_back=True)
UNVERIFIED = msgspec.structs.replace(MOBILE, source="unverified")
FORGED = Destination(kind="satellite", source="unverified", refused="satellite")
HIDDEN = Destination(kind="hidden", source="network", refused="hidden")
KEYED = Destination(kind="fixed", source="keyed", blind_index="k" * 64, ref="f" * 32)
LISTED = Destination(
    kind="international", source="network", blind_index="i" * 64, prefix=ListedPrefix(prefix="+34", per_day=7)
)


def offered(destination: Destination) -> StepResult:
    call = msgspec.structs.replace(waiting(SITE), destination=destination)
    return go(call, overflowing(), SITE)


def asked(destination: Destination = UNVERIFIED) -> Call:
    """Return a caller who accepted the offer and is asked for the number."""
    call = offered(destination).call
    return go(call, pressed(call, "1"), SITE).call


def keyed(call: Call, destination: Destination | None = KEYED) -> StepResult:
    ref = destination.ref if destination else ""
    signal = NumberEntered(
        call_id=ID, command_id=call.awaited_command, caller_ref=ref, caller_commitment="c" * 64, destination=destination
    )
    return go(call, signal, SITE)


def confirming(call: Call | None = None) -> Call:
    heard = keyed(call or asked()).call
    return go(heard, play_ended(heard), SITE).call


def promise_of(result: StepResult) -> tuple[Promise, Call]:
    assert isinstance(result.routing, Promise)
    call_back = decode(result.routing.state)
    assert call_back is not None
    return result.routing, call_back


def test_a_number_of_a_listed_trunk_is_called_back_with_one_key() -> None:
    """The network vouches for the number, so the caller keys in no digits."""
    call = offered(MOBILE).call
    assert sounds(call) == [("ofrece_devolucion",)]
    promise, call_back = promise_of(go(call, pressed(call, "1"), SITE))
    assert promise.number == MOBILE.blind_index
    assert (call_back.caller_ref, call_back.destination) == (call.caller_ref, MOBILE)
    assert (card_of(call_back).number_kind, card_of(call_back).number_given) == ("mobile", "network")


@pytest.mark.parametrize("destination", [UNVERIFIED, FORGED, HIDDEN])
def test_whoevers_number_is_not_sure_keys_one_in(destination: Destination) -> None:
    """One key promises nothing: the number is asked for, with all its digits."""
    call = offered(destination).call
    assert sounds(call) == [("devolucion.offer",)]
    result = go(call, pressed(call, "1"), SITE)
    assert (result.routing, result.facts, result.call.stage) == (None, (), Stage.WAITING)
    assert sounds(result.call) == [("devolucion.ask",)]
    [collect] = [each for each in result.call.commands if isinstance(each, port.Collect)]
    assert collect.most > 10
    assert (collect.terminator, collect.afresh) == ("#", True)


def test_a_network_number_that_the_plan_does_not_have_is_a_fact() -> None:
    """The refusal is a fact, and the caller may key in another number."""
    facts = offered(FORGED).facts
    assert facts == (
        CallBackRefused(line="bogota", queue="credito", reason="satellite", given="unverified", kind="satellite"),
    )
    assert offered(HIDDEN).facts == ()


def test_a_keyed_number_is_read_back_before_it_can_be_confirmed() -> None:
    """The state has a placeholder for the number, and keys pressed before the end of the readback confirm nothing."""
    result = keyed(asked())
    assert result.facts == (
        CallBackNumberKeyed(
            line="bogota", queue="credito", caller_ref="f" * 32, caller_commitment="c" * 64, kind="fixed"
        ),
    )
    assert commands(result.call) == [port.Play]
    assert sounds(result.call) == [("devolucion.heard", NUMBER_PLACEHOLDER)]
    heard = go(result.call, play_ended(result.call), SITE)
    assert sounds(heard.call) == [("devolucion.confirm",)]
    [collect] = [each for each in heard.call.commands if isinstance(each, port.Collect)]
    assert collect.afresh
    result = go(heard.call, pressed(heard.call, "1"), SITE)
    assert [type(each) for each in result.facts] == [CallOverflowed, CallBackPromised, CallEnded]
    promise, call_back = promise_of(result)
    assert promise.number == KEYED.blind_index
    assert (call_back.caller_ref, call_back.destination, call_back.number_entry) == (KEYED.ref, KEYED, None)
    assert card_of(call_back).number_given == "keyed"


@pytest.mark.parametrize("digits", ["2", "", "9"])
def test_another_key_or_silence_does_not_confirm_and_number_is_asked_for_again(digits: str) -> None:
    """Another key or silence does not confirm, and the number is asked for again."""
    call = confirming()
    result = go(call, pressed(call, digits), SITE)
    assert sounds(result.call) == [("devolucion.ask",)]
    assert result.routing is None
    assert isinstance(go(*_confirmed(result.call), SITE).routing, Promise)


def _confirmed(call: Call) -> tuple[Call, port.DigitsCollected]:
    again = confirming(call)
    return again, pressed(again, "1")


def test_each_refusal_is_fact_with_its_reason() -> None:
    """Each refusal is a fact with its reason; after the last the caller hears a sentence and then music."""
    call = asked()
    for miss in range(1, MAX_MISSES + 1):
        result = keyed(call, Destination(kind="emergency", source="keyed", refused="emergency"))
        call = result.call
        assert [type(each) for each in result.facts] == [CallBackRefused]
        last = miss == MAX_MISSES
        assert sounds(call) == [("devolucion.give_up",) if last else ("devolucion.refused", "devolucion.ask")]
    assert (call.stage, call.callback_offer_reason, call.number_entry) == (Stage.WAITING, "", None)
    assert commands(go(call, play_ended(call), SITE).call) == [port.Music]


def test_silence_writes_no_fact_because_no_number_was_refused() -> None:
    """Silence writes no fact, because no number was refused."""
    result = keyed(asked(), None)
    assert sounds(result.call) == [("devolucion.again", "devolucion.ask")]
    assert result.facts == ()


@pytest.mark.parametrize("cap", ["hour", "day", "number", "prefix"])
def test_capped_call_back_is_announced_and_caller_waits(cap: CapName) -> None:
    """The caller hears a sentence and keeps the place in the queue."""
    call = confirming()
    result = go(call, PromiseRefused(call_id=ID, cap=cap), SITE)
    assert result.facts == (CallBackCapReached(line="bogota", queue="credito", cap=cap),)
    assert sounds(result.call) == [("devolucion.capped",)]
    assert (result.call.stage, result.call.callback_offer_reason, result.routing) == (Stage.WAITING, "", None)
    assert commands(go(result.call, play_ended(result.call), SITE).call) == [port.Music]


def test_a_number_that_waits_already_is_not_promised_again() -> None:
    """A number has at most one open call-back."""
    call = confirming()
    result = go(call, PromiseRefused(call_id=ID), SITE)
    assert result.facts == (
        CallBackRefused(line="bogota", queue="credito", reason="open", given="keyed", kind="fixed"),
    )
    assert sounds(result.call) == [("devolucion.open",)]


def test_the_caps_of_the_site_travel_with_the_promise() -> None:
    """The library checks the site's limits in the act that stores the promise."""
    assert SITE.call_backs is not None
    caps = SITE.call_backs.caps
    call = offered(LISTED).call
    promise, _ = promise_of(go(call, pressed(call, "1"), SITE))
    assert promise.caps == (
        Cap(name="hour", scope="", limit=caps.per_hour, within_ms=3_600_000),
        Cap(name="day", scope="", limit=caps.per_day, within_ms=86_400_000),
        Cap(name="number", scope=LISTED.blind_index, limit=caps.per_number, within_ms=86_400_000),
        Cap(name="prefix", scope="+34", limit=7, within_ms=86_400_000),
    )


def test_a_phone_that_rings_meanwhile_ends_nothing() -> None:
    """The dialogue continues while a phone rings; an answer connects the caller and ends the dialogue."""
    call = keyed(asked()).call
    ringing = go(call, chosen(), SITE).call
    confirm = go(ringing, play_ended(ringing), SITE).call
    assert sounds(confirm) == [("devolucion.confirm",)]
    answered = answer(confirm, SITE).call
    assert (answered.stage, answered.callback_offer_reason, answered.number_entry) == (Stage.TALKING, "", None)


@pytest.mark.parametrize("rings", [False, True])
def test_a_readback_that_fails_confirms_nothing(rings: bool) -> None:
    """If the readback fails, the caller is not asked to confirm."""
    call = keyed(asked()).call
    call = go(call, chosen(), SITE).call if rings else call
    failed = msgspec.structs.replace(play_ended(call), ended="failed")
    result = go(call, failed, SITE)
    assert commands(result.call) == [port.Music]
    assert (result.call.callback_offer_reason, result.call.number_entry, result.routing) == ("", None, None)


def test_no_announcement_interrupts_entry_of_number() -> None:
    """No announcement interrupts the entry of a number."""
    due = go(asked(), overflowing("estimate"), SITE).call
    assert (due.pending_overflow, due.commands) == ("estimate", ())
    call = keyed(due, None).call
    assert call.pending_overflow == "estimate"


def test_a_site_may_say_it_in_its_own_words() -> None:
    """Prompts of the site replace the default sentences."""
    assert SITE.call_backs is not None
    own = msgspec.structs.replace(SITE.call_backs, sentences={"offer": "espera"})
    site = msgspec.structs.replace(SITE, call_backs=own)
    call = msgspec.structs.replace(waiting(site), destination=UNVERIFIED)
    assert sounds(go(call, overflowing(), site).call) == [("espera",)]
