"""The meaning of Twilio's webhooks: keys, repetitions, late requests, failures."""

import pytest

from telephony import port
from telephony.port import CALLER
from telephony.twilio.call import webhook_events
from telephony.twilio.call.legs import Leg
from tests.support.twilio.instant_twilio import NOW, InstantTwilio
from tests.unit.telephony.twilio.call.test_desired_state import ADVISOR, order, ring, talking, waiting


def asked_for_keys(maximum: int = 3, terminator: str = "#") -> tuple[InstantTwilio, str]:
    """Return a caller during a Collect, and the Collect."""
    twilio = waiting()
    collect = order(port.Collect, most=maximum, terminator=terminator)
    twilio.send(order(port.Music, sound=""), collect)
    twilio.signals.clear()
    return twilio, collect.id


def collected(command_id: str, digits: str, ended: port.CollectEnd) -> port.AnySignal:
    """Return the end of a Collect."""
    return port.DigitsCollected(call_id="CA1", command_id=command_id, digits=digits, ended=ended)


@pytest.mark.parametrize(
    ("form", "digits", "ended"),
    [
        ({"Digits": "407"}, "407", "complete"),
        ({"Digits": "40", "FinishedOnKey": "#"}, "40", "terminator"),
        ({"Digits": "4"}, "4", "timeout"),
        ({"Digits": ""}, "", "timeout"),
        ({}, "", "timeout"),
    ],
)
def test_collected_digits_end_collect(form: dict[str, str], digits: str, ended: port.CollectEnd) -> None:
    """All digits complete it, the terminator is reported by name, and otherwise it is a timeout."""
    twilio, collect = asked_for_keys()
    twilio.does(CALLER, **form)
    assert twilio.signals == [collected(collect, digits, ended)]


def test_a_key_during_an_interruptible_play_ends_it_and_waits_for_the_collect() -> None:
    """Without a Collect a barge-in key is kept for the next one."""
    twilio = waiting()
    play, collect = order(port.Play, sounds=("menu",), interruptible=True), order(port.Collect)
    twilio.send(play)
    twilio.signals.clear()
    twilio.does(CALLER, Digits="2")
    twilio.send(collect)
    assert twilio.signals == [
        port.PlaybackEnded(call_id="CA1", command_id=play.id, ended="interrupted"),
        collected(collect.id, "2", "complete"),
    ]


def test_a_question_that_was_answered_has_the_same_answer_again() -> None:
    """A repeated webhook gets the same response and changes nothing."""
    twilio, _ = asked_for_keys()
    step = twilio.call.legs[CALLER].step
    twilio.does(CALLER, Digits="407")
    twilio.signals.clear()
    again = webhook_events.apply_step(twilio.call, CALLER, step, {"CallSid": "CA1", "Digits": "407"}, NOW)
    assert again == twilio.call.legs[CALLER].answers[step]
    assert twilio.call.pending_signals == []


def test_the_same_question_while_the_first_is_under_way_changes_nothing() -> None:
    """If two nodes get the same webhook, only one counts the keys."""
    twilio, collect = asked_for_keys()
    form, step = {"CallSid": "CA1", "Digits": "407"}, twilio.call.legs[CALLER].step
    assert webhook_events.apply_step(twilio.call, CALLER, step, form, NOW) is None
    assert webhook_events.apply_step(twilio.call, CALLER, step, form, NOW) is None
    assert twilio.call.pending_signals == [collected(collect, "407", "complete")]


def test_late_webhook_about_replaced_action_does_not_end_current_one() -> None:
    """A late webhook about a replaced action does not end the current one."""
    twilio, _ = asked_for_keys()
    step = twilio.call.legs[CALLER].step
    twilio.send(order(port.Play, sounds=("greeting",)))
    twilio.signals.clear()
    with pytest.raises(webhook_events.UnknownStep):
        webhook_events.apply_step(twilio.call, CALLER, step, {"CallSid": "CA1", "Digits": "407"}, NOW)
    assert twilio.call.pending_signals == []


def test_phone_that_answers_after_its_offer_lapsed_has_no_leg() -> None:
    """A phone that answers after its offer lapsed has no leg."""
    twilio = waiting()
    with pytest.raises(port.UnknownLeg):
        webhook_events.apply_step(twilio.call, ADVISOR, 0, {"CallSid": "CB1"}, NOW)


@pytest.mark.parametrize(
    ("form", "cause"),
    [
        ({"CallStatus": "busy"}, "busy"),
        ({"CallStatus": "busy", "SipResponseCode": "603"}, "declined"),
        ({"CallStatus": "no-answer"}, "no_answer"),
        ({"CallStatus": "failed", "SipResponseCode": "404"}, "unreachable"),
        ({"CallStatus": "completed"}, "failed"),
    ],
)
def test_a_phone_that_was_not_picked_up_says_how(form: dict[str, str], cause: port.LegFailure) -> None:
    """The reason is Twilio's status, or the SIP status where Twilio's is ambiguous."""
    twilio = waiting()
    twilio.send(ring())
    twilio.signals.clear()
    webhook_events.apply_status(twilio.call, ADVISOR, {"CallSid": "CB1", **form}, NOW)
    assert twilio.call.pending_signals == [port.LegFailed(call_id="CA1", leg=ADVISOR, cause=cause)]


def cancelled_phone() -> InstantTwilio:
    """Return a call whose ringing phone Twilio reported as cancelled, before it said why."""
    twilio = waiting()
    twilio.send(ring())
    twilio.rings(ADVISOR)
    twilio.signals.clear()
    form = {"CallSid": twilio.call.legs[ADVISOR].sid, "CallStatus": "canceled"}
    webhook_events.apply_status(twilio.call, ADVISOR, form, NOW)
    twilio.send()
    assert twilio.signals == []
    return twilio


def test_only_caller_hang_up_is_signalled_if_twilio_reports_the_cancelled_phone_first() -> None:
    """If the caller leaves while the phone rings, the phone's leg ends with a Hangup, in any order of the callbacks."""
    twilio = cancelled_phone()
    webhook_events.apply_status(twilio.call, CALLER, {"CallSid": "CA1", "CallStatus": "completed"}, NOW)
    twilio.send()
    assert twilio.signals == [port.LegHungUp(call_id="CA1", leg=CALLER)]
    assert list(twilio.call.legs) == [ADVISOR]
    twilio.send(order(port.Hangup, leg=ADVISOR))
    assert not twilio.call.legs


def test_cancelled_phone_fails_with_the_end_of_the_dial() -> None:
    """If the caller stays, the end of the Dial gives the one signal."""
    twilio = cancelled_phone()
    twilio.does(CALLER, DialCallStatus="canceled")
    assert twilio.signals == [port.LegFailed(call_id="CA1", leg=ADVISOR, cause="cancelled")]
    assert list(twilio.call.legs) == [CALLER]


def test_a_callback_of_another_attempt_counts_for_nothing() -> None:
    """A callback of an earlier call under the same leg name does not end the leg."""
    twilio = waiting()
    twilio.send(ring())
    twilio.rings(ADVISOR)
    twilio.signals.clear()
    webhook_events.apply_status(twilio.call, ADVISOR, {"CallSid": "CB9", "CallStatus": "canceled"}, NOW)
    assert twilio.call.pending_signals == []
    assert ADVISOR in twilio.call.legs


def test_end_of_dial_and_status_callback_give_one_signal() -> None:
    """The end of the Dial and the status callback give one signal."""
    twilio = talking()
    twilio.signals.clear()
    twilio.does(CALLER, DialCallStatus="completed", DialCallSid=twilio.call.legs[ADVISOR].sid)
    twilio.hangs_up(ADVISOR)
    assert twilio.signals == [port.LegHungUp(call_id="CA1", leg=ADVISOR)]


ENDED = {"CallStatus": "completed"}


def test_only_caller_hang_up_is_signalled_if_twilio_reports_advisor_end_first() -> None:
    """If Twilio reports the advisor's end first, only the caller's hang-up is signalled."""
    twilio = talking()
    twilio.signals.clear()
    webhook_events.apply_status(twilio.call, ADVISOR, {"CallSid": twilio.call.legs[ADVISOR].sid, **ENDED}, NOW)
    twilio.send()
    assert twilio.signals == []
    webhook_events.apply_status(twilio.call, CALLER, {"CallSid": "CA1", **ENDED}, NOW)
    twilio.send()
    assert twilio.signals == [port.LegHungUp(call_id="CA1", leg=CALLER)]
    assert list(twilio.call.legs) == [ADVISOR]
    twilio.send(order(port.Hangup, leg=ADVISOR))
    assert not twilio.call.legs
    assert twilio.signals == [port.LegHungUp(call_id="CA1", leg=CALLER)]


def test_advisor_end_is_signalled_when_caller_is_moved() -> None:
    """The caller is moved at that moment, so the Dial reports nothing, and the advisor's end is signalled."""
    twilio = talking()
    twilio.signals.clear()
    webhook_events.apply_status(twilio.call, ADVISOR, {"CallSid": twilio.call.legs[ADVISOR].sid, **ENDED}, NOW)
    twilio.send(order(port.Hold, held=True, sound="music"))
    assert twilio.signals == [port.LegHungUp(call_id="CA1", leg=ADVISOR)]
    assert list(twilio.call.legs) == [CALLER]


def test_only_the_last_answers_are_kept() -> None:
    """The stored responses of a long call are bounded."""
    leg = Leg(name=CALLER, to="", state="up")
    for step in range(10):
        leg.remember_answer(step, f"document {step}")
    assert list(leg.answers) == [6, 7, 8, 9]
