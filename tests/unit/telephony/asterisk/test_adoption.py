"""Calls made again from what Asterisk has: by a process that remembers nothing."""

from telephony import port
from telephony.asterisk.adoption import adopted, in_talk, is_ours
from telephony.asterisk.bridges import Bridges
from telephony.asterisk.events import Bridge, Channel, Dialplan
from telephony.asterisk.held_call import HeldCall

CALL = "n-1.0"


def channel(name: str, state: str = "Up", app: str = "Stasis") -> Channel:
    return Channel(id=name, state=state, dialplan=Dialplan(app_name=app, app_data="atencion,bogota"))


def taken_up(channels: list[Channel], bridges: list[Bridge], **holds: str) -> HeldCall:
    (held,) = adopted(channels, bridges, {f"{CALL}": holds.get("caller", "")}, Bridges("b-")).values()
    return held


def test_who_is_in_one_bridge_talks() -> None:
    """The two are partners, and may be held, parted and joined as if we had joined them."""
    held = taken_up([channel(CALL), channel(f"{CALL}~advisor-1")], [Bridge("b-1", [CALL, f"{CALL}~advisor-1"])])
    assert {leg.name: leg.partner for leg in held.legs.values()} == {"caller": "advisor-1", "advisor-1": "caller"}
    assert held.legs["caller"].bridge == "b-1"


def test_who_is_held_still_has_a_partner() -> None:
    """The channel says with whom it was bridged and what it hears."""
    held = taken_up([channel(CALL), channel(f"{CALL}~advisor-1")], [], caller="advisor-1~espera")
    caller = held.legs["caller"]
    assert (caller.partner, caller.hold, caller.heard_music) == ("advisor-1", "espera", "espera")
    assert held.legs["advisor-1"].partner == "caller"


def test_a_partner_who_talks_with_another_is_no_partner_of_who_is_held() -> None:
    """A consultation: the two advisors talk, and the caller waits."""
    one, other = f"{CALL}~advisor-1", f"{CALL}~advisor-2"
    held = taken_up(
        [channel(CALL), channel(one), channel(other)], [Bridge("b-1", [one, other])], caller="advisor-1~espera"
    )
    assert held.legs["caller"].partner == ""
    assert held.legs["advisor-1"].partner == "advisor-2"


def test_what_a_phone_does_is_told_again() -> None:
    """Nobody may have told of it: it was picked up, or it rings."""
    held = taken_up([channel(CALL), channel(f"{CALL}~advisor-1"), channel(f"{CALL}~advisor-2", "Ringing", "")], [])
    assert held.signals == [
        port.LegAnswered(call_id=CALL, leg="advisor-1"),
        port.LegRinging(call_id=CALL, leg="advisor-2"),
    ]


def test_a_ring_sent_again_rings_nobody_twice() -> None:
    """Whoever had the call before us has rung the phone."""
    held = taken_up([channel(CALL), channel(f"{CALL}~advisor-1", "Ringing", "")], [])
    held.obey(port.Ring(id="x", call_id=CALL, leg="advisor-1", address="sip:a@h", timeout_s=5), 0.0)
    assert held.requests == []


def test_a_caller_whom_the_dialplan_has_is_none_of_ours() -> None:
    """A rescue goes on without us; the channels that supervisors hear by belong to no call."""
    assert not is_ours(channel(CALL, app="Playback"))
    assert adopted([channel(CALL, app="Playback"), channel(f"{CALL}~s~1")], [], {}, Bridges("b-")) == {}


def test_only_who_is_in_a_bridge_with_another_talks() -> None:
    """One who was left alone does not."""
    assert in_talk([Bridge("a", ["x"]), Bridge("b", ["y", "z"])]) == {"y", "z"}
