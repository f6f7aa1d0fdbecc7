"""Requests to Twilio from the desired state of legs: ringing, audio paths, and the cost in requests."""

import itertools
from typing import Any, NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st

from telephony import port
from telephony.fake.call import FakeCall
from telephony.port import CALLER, AnyCommand, Command
from telephony.twilio.call.requests import BeginCall, EndCall, Redo
from tests.support.properties import examples
from tests.support.twilio.instant_twilio import InstantTwilio, action_of

ADVISOR, OTHER, SUPERVISOR = "advisor-1", "advisor-2", "supervisor-1"
_numbers = itertools.count(1)


def order(command: type[Command], **fields: Any) -> Any:
    """Build a command with its own id."""
    return command(id=f"CA1/{next(_numbers)}", call_id="CA1", **fields)


def ring(leg: str = ADVISOR) -> port.Ring:
    """Build a Ring command."""
    return order(port.Ring, leg=leg, address=f"sip:{leg}@phones.example", timeout_s=25.0)  # type: ignore[no-any-return]


def waiting() -> InstantTwilio:
    """Return a caller who hears the queue's music."""
    twilio = InstantTwilio()
    twilio.dial_in()
    twilio.send(order(port.Answer), order(port.Music, sound="music"))
    return twilio


def talking() -> InstantTwilio:
    """Return a caller and an advisor, connected by the caller's own Dial."""
    twilio = waiting()
    twilio.send(ring())
    twilio.picks_up(ADVISOR, order(port.Bridge, other=ADVISOR))
    return twilio


def made(twilio: InstantTwilio) -> list[str]:
    """Return the requests so far, by kind and leg."""
    return [f"{type(each).__name__} {each.leg}" for each in twilio.requests]


def test_a_waiting_caller_rings_the_advisor_by_one_request() -> None:
    """The music ends for a Dial whose bridge is the talk, without a call by the API."""
    twilio = talking()
    assert made(twilio) == ["Redo caller"]
    assert twilio.hears(CALLER) == {ADVISOR}
    assert twilio.hears(ADVISOR) == {CALLER}


def test_commands_answer_waiting_webhook() -> None:
    """If the caller's webhook is waiting, its response has the dial, without a request."""
    twilio = InstantTwilio()
    twilio.dial_in()
    twilio.send(order(port.Answer), order(port.Music, sound="music"), ring())
    assert made(twilio) == []
    assert action_of(twilio).kind == "dial"


def test_while_a_prompt_is_played_a_phone_is_rung_by_the_api() -> None:
    """An advisor is called by the API during a prompt, so that neither waits and nothing is cut off."""
    twilio = waiting()
    twilio.send(order(port.Play, sounds=("greeting",)), ring())
    assert made(twilio) == ["BeginCall advisor-1", "Redo caller"]
    assert twilio.hears(CALLER) == {"greeting"}


def test_of_many_phones_one_is_rung_by_the_caller() -> None:
    """Phones that ring together are called by the API, and the first to answer silences the others."""
    twilio = waiting()
    twilio.send(ring(ADVISOR), ring(OTHER))
    twilio.picks_up(OTHER, order(port.Hangup, leg=ADVISOR), order(port.Bridge, other=OTHER))
    assert twilio.hears(CALLER) == {OTHER}
    assert ADVISOR not in twilio.call.legs


def test_hold_makes_a_conference_of_the_pair() -> None:
    """Moving the advisor to the conference ends the caller's Dial, which then asks for music: one request."""
    twilio = talking()
    twilio.requests.clear()
    twilio.send(order(port.Hold, sound="hold-music"))
    assert made(twilio) == [f"Redo {ADVISOR}"]
    assert twilio.hears(CALLER) == {"hold-music"}
    assert twilio.hears(ADVISOR) == set()
    twilio.send(order(port.Hold, held=False))
    assert twilio.hears(CALLER) == {ADVISOR}


def test_one_request_ends_advisor_leg() -> None:
    """One request ends the advisor's leg; the caller's webhook then asks and hears what comes next."""
    twilio = talking()
    twilio.requests.clear()
    twilio.send(order(port.Hangup, leg=ADVISOR), order(port.Play, sounds=("survey",)))
    assert made(twilio) == [f"EndCall {ADVISOR}"]
    assert twilio.hears(CALLER) == {"survey"}


def test_twilio_ends_advisor_leg_with_dial() -> None:
    """Twilio ends the advisor's leg with the Dial; only the caller's end is signalled, and the leg can be released."""
    twilio = talking()
    twilio.signals.clear()
    twilio.hangs_up(CALLER)
    assert twilio.signals == [port.LegHungUp(call_id="CA1", leg=CALLER)]
    twilio.send(order(port.Hangup, leg=ADVISOR))
    assert twilio.call.legs == {}


def test_status_callback_and_end_of_dial_give_one_signal() -> None:
    """The status callback and the end of the Dial give one signal."""
    twilio = waiting()
    twilio.send(ring())
    twilio.rings(ADVISOR)
    twilio.signals.clear()
    twilio.hangs_up(ADVISOR, "no-answer")
    assert twilio.signals == [port.LegFailed(call_id="CA1", leg=ADVISOR, cause="no_answer")]
    assert twilio.hears(CALLER) == {"music"}


def test_offer_that_is_withdrawn_at_once_costs_no_request() -> None:
    """An offer that is withdrawn at once costs no request."""
    twilio = waiting()
    twilio.requests.clear()
    twilio.send(ring(), order(port.Hangup, leg=ADVISOR))
    assert made(twilio) == []
    assert ADVISOR not in twilio.call.legs


def test_a_call_of_ours_begins_with_the_advisor() -> None:
    """A call-back calls the advisor by the API, and both meet in a conference."""
    twilio = InstantTwilio()
    twilio.send(ring())
    twilio.picks_up(ADVISOR, order(port.Play, leg=ADVISOR, sounds=("greeting",)))
    twilio.send(order(port.Dial, leg=CALLER, address="sip:3001234567@operador.example"))
    twilio.picks_up(CALLER, order(port.Bridge, other=ADVISOR))
    assert [type(each) for each in twilio.requests] == [BeginCall, BeginCall, Redo]
    assert twilio.hears(CALLER) == {ADVISOR}
    assert twilio.hears(ADVISOR) == {CALLER}


def test_a_caller_turned_away_is_never_answered() -> None:
    """The response to the first webhook rejects the call."""
    twilio = InstantTwilio()
    twilio.dial_in()
    twilio.send(order(port.Reject, status=486))
    assert action_of(twilio).kind == "reject"
    assert not any(isinstance(each, EndCall) for each in twilio.requests)


def test_rescue_ends_other_legs() -> None:
    """The caller hears the apology, and nothing later is signalled."""
    twilio = talking()
    twilio.signals.clear()
    twilio.send(order(port.Rescue, sounds=("apology",), fallback="+576010000000"))
    assert twilio.hears(CALLER) == {"apology"}
    assert list(twilio.call.legs) == [CALLER]
    twilio.does(CALLER)
    assert action_of(twilio).kind == "end"
    twilio.hangs_up(CALLER)
    assert twilio.signals == []


LEGS = (CALLER, ADVISOR, OTHER, SUPERVISOR)
_legs = st.sampled_from(LEGS)
_wishes = st.one_of(
    st.builds(lambda leg, other: order(port.Bridge, leg=leg, other=other), _legs, _legs),
    st.builds(lambda leg, other: order(port.Join, leg=leg, other=other), _legs, _legs),
    st.builds(lambda leg: order(port.Unbridge, leg=leg), _legs),
    st.builds(
        lambda leg, held: order(port.Hold, leg=leg, held=held, sound="hold" if held else ""), _legs, st.booleans()
    ),
    st.builds(lambda leg, muted: order(port.Mute, leg=leg, muted=muted), _legs, st.booleans()),
    st.builds(lambda leg: order(port.Music, leg=leg, sound="music"), _legs),
    st.builds(lambda leg: order(port.Play, leg=leg, sounds=("greeting",)), _legs),
    st.builds(lambda leg: order(port.StopPlay, leg=leg), _legs),
    st.builds(
        lambda target, mode: order(port.Snoop, leg=SUPERVISOR, target=target, mode=mode),
        st.sampled_from((CALLER, ADVISOR)),
        st.sampled_from(("listen", "whisper")),
    ),
    st.builds(lambda leg: order(port.Hangup, leg=leg), st.sampled_from((ADVISOR, OTHER, SUPERVISOR))),
)


class Leaves(NamedTuple):
    """The far end of a leg hangs up."""

    leg: str


_moments = st.one_of(
    st.lists(_wishes, min_size=1, max_size=3), st.builds(Leaves, st.sampled_from((ADVISOR, OTHER, SUPERVISOR)))
)


@settings(max_examples=examples(400), deadline=None)
@given(st.lists(_moments, max_size=8))
@example(
    [
        [
            order(port.Bridge, other=ADVISOR),
            order(port.Join, leg=OTHER, other=CALLER),
            order(port.Hold, leg=OTHER, held=True, sound="hold"),
        ],
        Leaves(OTHER),
    ]
)
def test_legs_at_twilio_hear_same_as_at_fake_gateway_with_any_commands_and_hang_ups(
    moments: list[list[AnyCommand] | Leaves],
) -> None:
    """With any commands and hang-ups, legs at Twilio hear the same as at the fake gateway.

    Except that a leg at Twilio that is played something is outside the talk meanwhile.
    """
    twilio, fake = talking(), FakeCall("CA1", "3001234567")
    fake.execute(order(port.Answer))
    for leg in (ADVISOR, OTHER, SUPERVISOR):
        fake.execute(ring(leg))
        fake.phone_answers(leg)
        if leg != ADVISOR:
            twilio.send(ring(leg))
            twilio.picks_up(leg)
    fake.execute(order(port.Bridge, other=ADVISOR))
    for moment in moments:
        twilio.signals.clear()
        if isinstance(moment, Leaves):
            ends = fake.hang_up(moment.leg) if moment.leg in fake.legs else []
            if ends:
                twilio.hangs_up(moment.leg)
            assert twilio.signals == ends
        else:
            twilio.send(*[command for command in moment if _obeyed(fake, command)])
        assert set(twilio.call.legs) == set(fake.legs)
        for leg in fake.legs:
            heard = fake.audible_to(leg)
            voices = {each for each in heard.voices if not (fake.legs[each].play or fake.legs[each].music)}
            assert twilio.hears(leg) == {*heard.sounds, *voices, *filter(None, [heard.music])}, leg


def _obeyed(fake: FakeCall, command: AnyCommand) -> bool:
    if getattr(command, "other", "") == command.leg:
        return False  # no leg is bridged with itself
    try:
        fake.execute(command)
    except port.UnknownLeg:
        return False
    return True
