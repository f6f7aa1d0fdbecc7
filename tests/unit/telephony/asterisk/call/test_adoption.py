"""Calls rebuilt from Asterisk's state, by a process without memory of them."""

import pytest

from telephony import port
from telephony.asterisk.ari.events import AriBridge, Channel, Dialplan
from telephony.asterisk.call.adoption import adopt_calls, is_ours, talking_channels
from telephony.asterisk.call.bridges import BridgePool
from telephony.asterisk.call.held_call import HeldCall

CALL = "n-1.0"


def channel(name: str, state: str = "Up", app: str = "Stasis") -> Channel:
    return Channel(id=name, state=state, dialplan=Dialplan(app_name=app, app_data="atencion,bogota"))


def adopted(channels: list[Channel], bridges: list[AriBridge], **holds: str) -> HeldCall:
    pool = BridgePool("b-")
    for bridge in bridges or [AriBridge("b-1")]:
        pool.adopt(bridge.id, bridge.channels or ["somebody"])
    (call,) = adopt_calls(channels, bridges, {f"{CALL}": holds.get("caller", "")}, pool).values()
    return call


def test_two_channels_in_one_bridge_talk_and_can_be_held_separated_and_joined() -> None:
    """Two channels in one bridge talk, and can be held, separated and joined."""
    call = adopted([channel(CALL), channel(f"{CALL}~advisor-1")], [AriBridge("b-1", [CALL, f"{CALL}~advisor-1"])])
    assert {leg.talk for leg in call.legs.values()} == {call.legs["caller"].talk} != {0}
    assert call.legs["caller"].bridge == "b-1"


def test_channel_variables_say_whose_talk_it_is_in_and_what_it_hears() -> None:
    """The channel's variables say whose talk it is in and what it hears."""
    call = adopted([channel(CALL), channel(f"{CALL}~advisor-1")], [], caller="advisor-1~espera")
    caller = call.legs["caller"]
    assert (caller.hold, caller.requested_music) == ("espera", "espera")
    assert call.legs["advisor-1"].talk == caller.talk != 0


@pytest.mark.parametrize(("hold", "is_in_their_talk"), [("~espera", False), ("advisor-1~espera", True)])
def test_in_consultation_held_caller_is_outside_bridge(hold: str, is_in_their_talk: bool) -> None:
    """In a consultation the held caller is outside the bridge; in a talk of three the caller belongs to it."""
    one, other = f"{CALL}~advisor-1", f"{CALL}~advisor-2"
    call = adopted([channel(CALL), channel(one), channel(other)], [AriBridge("b-1", [one, other])], caller=hold)
    assert call.legs["advisor-1"].talk == call.legs["advisor-2"].talk != 0
    assert (call.legs["caller"].talk == call.legs["advisor-1"].talk) is is_in_their_talk


SUPERVISED = [channel(CALL), channel(f"{CALL}~advisor-1"), channel(f"{CALL}~supervisor-1")]
TALK = AriBridge("b-1", [CALL, f"{CALL}~advisor-1"])
EAR = f"{CALL}~supervisor-1~7-0"


def test_adopted_listener_keeps_listening() -> None:
    """The listening leg and channel are known, so the next mode ends that channel and a repeated one does nothing."""
    call = adopted([*SUPERVISED, channel(EAR)], [TALK, AriBridge("b-2", [f"{CALL}~supervisor-1", EAR])])
    assert call.requests == []
    assert call.mixer.find_listener(EAR) is call.legs["supervisor-1"]
    call.execute(port.Snoop(id=f"{CALL}/7/0", call_id=CALL, leg="supervisor-1", target="advisor-1"), 0.0)
    assert call.requests == []
    call.execute(port.Join(id=f"{CALL}/8/0", call_id=CALL, leg="supervisor-1", other="advisor-1"), 0.0)
    assert [request.path.rpartition("/")[2] for request in call.requests] == [EAR, "removeChannel", "addChannel"]
    assert call.requests[-1].path == "bridges/b-1/addChannel"


def test_a_channel_that_came_as_the_process_died_is_used() -> None:
    """A listening channel that arrived when the process died is connected to its leg."""
    call = adopted([*SUPERVISED, channel(EAR)], [TALK])
    assert [request.path for request in call.requests] == ["bridges/b-2", "bridges/b-2/addChannel"]


def test_listening_channel_without_its_leg_is_hung_up() -> None:
    """A listening channel without its leg is hung up."""
    call = adopted([*SUPERVISED[:2], channel(EAR)], [TALK])
    assert call.mixer.find_listener(EAR) is None


def test_answer_or_ringing_of_phone_is_signalled_again() -> None:
    """The answer or ringing of a phone is signalled again, because the signal may have been lost."""
    call = adopted([channel(CALL), channel(f"{CALL}~advisor-1"), channel(f"{CALL}~advisor-2", "Ringing", "")], [])
    assert call.signals == [
        port.LegAnswered(call_id=CALL, leg="advisor-1"),
        port.LegRinging(call_id=CALL, leg="advisor-2"),
    ]


def test_existing_bridge_is_signalled_again() -> None:
    """An existing bridge is signalled again, because otherwise the call would not count as answered."""
    call = adopted([channel(CALL), channel(f"{CALL}~advisor-1")], [TALK])
    assert call.signals == [
        port.LegAnswered(call_id=CALL, leg="advisor-1"),
        port.LegBridged(call_id=CALL, leg="advisor-1"),
    ]


def test_repeated_ring_dials_no_phone_twice() -> None:
    """The phone already rings for the previous process, so it is not dialled again."""
    call = adopted([channel(CALL), channel(f"{CALL}~advisor-1", "Ringing", "")], [])
    call.execute(port.Ring(id="x", call_id=CALL, leg="advisor-1", address="sip:a@h", timeout_s=5), 0.0)
    assert call.requests == []


def test_channels_of_rescue_and_listening_belong_to_no_call() -> None:
    """A call in rescue and the supervisors' listening channels belong to no call of the gateway."""
    assert not is_ours(channel(CALL, app="Playback"))
    assert adopt_calls([channel(CALL, app="Playback"), channel(f"{CALL}~s~1")], [], {}, BridgePool("b-")) == {}


def test_channel_alone_in_bridge_does_not_talk() -> None:
    """A channel alone in a bridge does not talk."""
    assert talking_channels([AriBridge("a", ["x"]), AriBridge("b", ["y", "z"])]) == {"y", "z"}


def test_listening_supervisor_does_not_count_as_talking() -> None:
    """A listening supervisor does not count as talking, so a process that adopts no calls leaves none behind."""
    assert talking_channels([TALK, AriBridge("b-2", [f"{CALL}~supervisor-1", EAR])]) == set(TALK.channels)
