"""A call-back rings the advisor and then the caller, within the contact hours, and dials once per attempt."""

from datetime import UTC, datetime, timedelta

import pytest

from call_router.routing import AnswerOffer, DeclineOffer, Postpone, ReleaseCall
from call_router.signals import AdvisorAsked, AdvisorChosen, OfferLapsed
from calls.call import Call, CallBack, GatewayGone, Stage, StepResult, SystemFailure
from calls.flow import step
from config.site.calls.calendars import is_open
from eventlog.facts import (
    CallBackAnswered,
    CallBackDialled,
    CallBackEnded,
    CallBackMissed,
    CallEnded,
    CallTransferred,
)
from telephony import port
from telephony.port import CALLER, Signal
from tests.unit.calls.test_flow import MOBILE, OPEN, SITE

ID = "call-1-cb"
HOW = SITE.call_backs
assert HOW is not None
NIGHT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 21:00 in Bogotá, the day before
SATURDAY_16 = datetime(2026, 11, 28, 21, 0, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def promised(attempts: int = 0, expires_at: datetime = OPEN + timedelta(hours=48)) -> Call:
    return Call(
        id=ID,
        line="bogota",
        gateway="fake-1",
        site_version=SITE.version,
        caller_ref="a" * 32,
        destination=MOBILE,
        version=1,
        stage=Stage.TO_CALL,
        queue="credito",
        call_back=CallBack(original_call="call-1", expires_at=expires_at, attempts=attempts),
    )


def go(call: Call, signal: Signal, now: datetime = OPEN) -> StepResult:
    result = step(call, signal, now, SITE)
    assert result is not None, f"{type(signal).__name__} does not fit {call.stage}"
    return result


def chosen(offer: int = 1) -> AdvisorChosen:
    address = f"sip:asesor{offer}@127.0.0.1"
    return AdvisorChosen(
        call_id=ID, advisor=f"asesor{offer}", address=address, queue="credito", offer=offer, ring_ms=15_000
    )


def summoning(attempts: int = 0) -> Call:
    return go(promised(attempts), chosen()).call


def briefing(attempts: int = 0) -> Call:
    return go(summoning(attempts), port.LegAnswered(call_id=ID, leg="advisor-1")).call


def briefed(call: Call) -> port.PlaybackEnded:
    return port.PlaybackEnded(call_id=ID, command_id=call.awaited_command)


def dialling(attempts: int = 0) -> Call:
    call = briefing(attempts)
    return go(call, briefed(call)).call


def talking() -> Call:
    return go(dialling(), port.LegAnswered(call_id=ID, leg=CALLER)).call


def postponed_to(result: StepResult) -> datetime:
    assert isinstance(result.routing, Postpone)
    assert (result.call.stage, result.call.advisor, result.call.ringing_offers) == (Stage.TO_CALL, "", ())
    return EPOCH + timedelta(milliseconds=result.routing.until_ms)


def test_call_begins_with_advisor_leg_and_gateway_has_no_caller_leg() -> None:
    """The call begins with the advisor's leg, and the gateway has no caller's leg."""
    [ring] = summoning().commands
    assert isinstance(ring, port.Ring)
    assert (ring.leg, ring.opens) == ("advisor-1", True)


def test_advisor_hears_announcement_before_caller_is_dialled() -> None:
    """The offer is answered and an announcement plays; its end dials the caller."""
    result = go(summoning(), port.LegAnswered(call_id=ID, leg="advisor-1"))
    assert result.routing == AnswerOffer(offer=1)
    [play] = result.call.commands
    assert isinstance(play, port.Play)
    assert (play.leg, play.sounds) == ("advisor-1", (HOW.advisor_prompt,))
    dialled = go(result.call, briefed(result.call))
    assert dialled.facts == (CallBackDialled(line="bogota", queue="credito", advisor="asesor1", attempt=1),)
    assert [type(each) for each in dialled.call.commands] == [port.Music, port.Dial]


def test_no_command_holds_the_number() -> None:
    """The state in Valkey has a placeholder for the number, which the driver fills as it sends the command."""
    dial = next(each for each in dialling().commands if isinstance(each, port.Dial))
    assert (dial.leg, dial.address) == (CALLER, HOW.address)
    assert "{number}" in dial.address


def test_answered_call_back_begins_talk() -> None:
    """The talk is like any other; its end also ends the call-back, without a second end of the caller's first call."""
    result = go(dialling(), port.LegAnswered(call_id=ID, leg=CALLER))
    assert result.facts == (CallBackAnswered(line="bogota", queue="credito", advisor="asesor1", attempt=1),)
    [bridge] = result.call.commands
    assert isinstance(bridge, port.Bridge)
    assert (bridge.leg, bridge.other) == (CALLER, "advisor-1")
    over = go(result.call, port.LegHungUp(call_id=ID, leg=CALLER))
    assert over.facts == (CallBackEnded(line="bogota", queue="credito", result="talked", attempts=1),)
    assert isinstance(over.routing, ReleaseCall)
    assert not any(isinstance(fact, CallEnded) for fact in over.facts)


def test_a_call_back_may_be_handed_on() -> None:
    """The call-back is transferred like any call, and the next advisor needs no dialling."""
    result = go(talking(), AdvisorAsked(call_id=ID, advisor="asesor1", action="transfer", target="queue:pagos"))
    assert any(isinstance(fact, CallTransferred) for fact in result.facts)
    assert result.call.stage is Stage.WAITING


@pytest.mark.parametrize("cause", ["busy", "no_answer", "declined", "unreachable", "failed"])
def test_unanswered_call_back_is_repeated_later(cause: port.LegFailure) -> None:
    """The attempt is a fact, the advisor is free, and the call-back pauses for the site's interval."""
    result = go(dialling(), port.LegFailed(call_id=ID, leg=CALLER, cause=cause))
    assert result.facts == (CallBackMissed(line="bogota", queue="credito", advisor="asesor1", attempt=1, cause=cause),)
    assert [(type(each), each.leg) for each in result.call.commands] == [(port.Hangup, "advisor-1")]
    assert postponed_to(result) == OPEN + HOW.retry_delay


def test_call_back_is_given_up_after_last_attempt() -> None:
    """The last attempt and the end are one fact each, and the router removes the call-back."""
    result = go(dialling(HOW.attempts - 1), port.LegFailed(call_id=ID, leg=CALLER, cause="no_answer"))
    assert [type(fact) for fact in result.facts] == [CallBackMissed, CallBackEnded]
    assert result.facts[1] == CallBackEnded(line="bogota", queue="credito", result="not_reached", attempts=HOW.attempts)
    assert isinstance(result.routing, ReleaseCall)
    assert result.call.stage is Stage.ENDED


@pytest.mark.parametrize("now", [NIGHT, SATURDAY_16])
def test_no_phone_rings_outside_contact_hours(now: datetime) -> None:
    """Outside the contact hours no phone rings, the advisor's included; the call-back waits for the next ones."""
    result = go(promised(expires_at=now + timedelta(hours=72)), chosen(), now)
    assert result.call.commands == ()
    at = postponed_to(result)
    assert at > now
    assert is_open(SITE.calendars[HOW.calendar], at)


def test_contact_hours_are_checked_again_directly_before_dialling() -> None:
    """The contact hours are checked again directly before dialling."""
    evening = datetime(2026, 11, 24, 23, 59, 50, tzinfo=UTC)
    call = go(promised(), chosen(), evening).call
    call = go(call, port.LegAnswered(call_id=ID, leg="advisor-1"), evening).call
    result = go(call, briefed(call), evening + timedelta(seconds=20))
    assert [type(each) for each in result.call.commands] == [port.Hangup]
    assert postponed_to(result) > evening


def test_a_call_back_expires() -> None:
    """An expired call-back rings and dials no phone."""
    result = go(promised(expires_at=OPEN), chosen())
    assert result.facts == (CallBackEnded(line="bogota", queue="credito", result="expired", attempts=0),)
    assert isinstance(result.routing, ReleaseCall)
    assert result.call.commands == ()


def test_unanswered_advisor_costs_no_attempt() -> None:
    """The offer is declined as for any call, and the call-back keeps its place."""
    result = go(summoning(), port.LegFailed(call_id=ID, leg="advisor-1", cause="busy"))
    assert (result.routing, result.call.stage) == (DeclineOffer(offer=1, reason="busy"), Stage.TO_CALL)
    lapsed = go(summoning(), OfferLapsed(call_id=ID, offer=1))
    assert (lapsed.routing, lapsed.call.stage) == (None, Stage.TO_CALL)
    assert result.call.call_back == lapsed.call.call_back == promised().call_back


def test_advisor_who_leaves_before_talk_ends_attempt() -> None:
    """Before dialling no attempt is counted; if the caller's phone rings already, it stops."""
    result = go(briefing(), port.LegHungUp(call_id=ID, leg="advisor-1"))
    assert result.facts == ()
    assert result.call.call_back is not None
    assert (result.call.call_back.attempts, result.call.call_back.again_at) == (0, OPEN + HOW.retry_delay)
    assert postponed_to(result) == OPEN + HOW.retry_delay
    rung = go(dialling(), port.LegHungUp(call_id=ID, leg="advisor-1"))
    assert [type(fact) for fact in rung.facts] == [CallBackMissed]
    assert [(type(each), each.leg) for each in rung.call.commands] == [(port.Hangup, CALLER)]


@pytest.mark.parametrize("stage", [Stage.TO_CALL, Stage.SUMMONING, Stage.BRIEFING, Stage.DIALLING])
@pytest.mark.parametrize("kind", [GatewayGone, SystemFailure])
def test_attempt_counts_once_its_dialling_was_ordered(stage: Stage, kind: type[Signal]) -> None:
    """An attempt counts once its dialling was ordered, so no caller is dialled twice for it."""
    call = {
        Stage.TO_CALL: promised,
        Stage.SUMMONING: summoning,
        Stage.BRIEFING: briefing,
        Stage.DIALLING: dialling,
    }[stage]()
    result = go(call, kind(call_id=ID))
    assert postponed_to(result) == OPEN + HOW.retry_delay
    assert result.call.call_back is not None
    assert result.call.call_back.attempts == (1 if stage is Stage.DIALLING else 0)


def test_a_gateway_that_dies_in_the_talk_ends_it() -> None:
    """They talked, so no further attempt is made."""
    result = go(talking(), GatewayGone(call_id=ID))
    assert result.facts == (CallBackEnded(line="bogota", queue="credito", result="talked", attempts=1),)
