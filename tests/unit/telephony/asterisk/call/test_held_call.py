"""One call of the Asterisk gateway as a value: the requests for each command and event."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony import port
from telephony.asterisk.ari.events import Channel, Dialplan
from telephony.asterisk.ari.rest import AriRequest
from telephony.asterisk.call.bridges import BridgePool
from telephony.asterisk.call.held_call import HeldCall
from telephony.asterisk.call.resync import dialled_line, reconcile
from tests.support.properties import examples

CALL = "n-1.0"
_numbers = itertools.count(1)


def order(kind: type[port.Command], **fields: object) -> port.AnyCommand:
    return kind(id=f"{CALL}/{next(_numbers)}", call_id=CALL, **fields)  # type: ignore[return-value, arg-type]


class Bench:
    """A call with an answered caller and, on request, advisors who talk or not."""

    def __init__(self) -> None:
        self.bridges = BridgePool("b-")
        self.held = HeldCall(CALL, self.bridges)
        self.held.add_caller(CALL)
        self.now = 0.0
        self.do(port.Answer)

    def do(self, kind: type[port.Command], **fields: object) -> list[str]:
        """Execute a command and return the requests to Asterisk."""
        self.held.execute(order(kind, **fields), self.now)
        return self.new_requests()

    def new_requests(self) -> list[str]:
        """Return the new requests as ``METHOD last-part``."""
        requests = [_short(request) for request in self.held.requests]
        self.held.requests.clear()
        return requests

    def new_signals(self) -> list[port.AnySignal]:
        """Return the new signals."""
        signals = list(self.held.signals)
        self.held.signals.clear()
        return signals

    def advisor(self, leg: str = "advisor-1") -> str:
        """Bring up an advisor's phone and return its channel."""
        self.do(port.Ring, leg=leg, address="sip:a@h", timeout_s=30)
        channel = f"{CALL}~{leg}"
        self.held.on_ringing(channel)
        self.held.on_stasis_start(channel)
        self.new_signals()
        return channel

    def talk(self) -> str:
        """Bring an advisor into the talk and return the channel."""
        channel = self.advisor()
        self.do(port.Bridge, other="advisor-1")
        return channel


def _short(request: AriRequest) -> str:
    path = request.path.replace(CALL, "caller").replace("caller~", "")
    return f"{request.method} {path}"


def test_an_ordinary_call_costs_eight_requests() -> None:
    """The requests are answer, greeting, its end, music, ring, music off, bridge (once per node), hang up."""
    bench = Bench()
    bench.bridges.acquire()[0]
    bench.bridges.adopt("b-9", [])
    bench.held.requests.clear()
    requests = bench.do(port.Play, sounds=("menu",), interruptible=True)
    bench.held.on_key(CALL, "1", 0.0)
    requests += bench.new_requests() + bench.do(port.Music, sound="espera")
    requests += bench.do(port.Ring, leg="advisor-1", address="sip:a@h", timeout_s=30)
    bench.held.on_stasis_start(f"{CALL}~advisor-1")
    requests += bench.do(port.Bridge, other="advisor-1")
    bench.held.on_stasis_end(CALL)
    requests += bench.new_requests() + bench.do(port.Hangup, leg="advisor-1")
    assert len(requests) == 7, requests  # and the answer, which the bench has requested
    assert not bench.held.legs


def test_music_ends_before_the_bridge_begins() -> None:
    """A bridge does not stop the music, so it stops first, or it would be heard in the talk."""
    bench = Bench()
    bench.do(port.Music, sound="espera")
    bench.advisor()
    requests = bench.do(port.Bridge, other="advisor-1")
    assert requests == ["DELETE channels/caller/moh", "POST bridges/b-1", "POST bridges/b-1/addChannel"]


def test_a_leg_on_hold_is_parted_before_its_music_begins() -> None:
    """Each leg leaves the bridge by its own request, so a missing one blocks no other; then both are joined again."""
    bench = Bench()
    bench.talk()
    variables = "POST channels/caller/variables"  # for a process that adopts the call later
    parted = ["POST bridges/b-1/removeChannel"] * 2
    assert bench.do(port.Hold, sound="espera") == [variables, *parted, "POST channels/caller/moh"]
    assert bench.do(port.Hold, held=False) == [variables, "DELETE channels/caller/moh", "POST bridges/b-1/addChannel"]


def test_bridge_is_free_only_after_asterisk_reports_that_hung_up_channel_is_gone() -> None:
    """A bridge is free only after Asterisk reports that the hung-up channel is gone."""
    bench = Bench()
    advisor = bench.talk()
    bench.do(port.Hangup, leg="advisor-1")
    bench.held.on_stasis_end(CALL)
    bench.bridges.remove_channel(CALL)
    assert bench.bridges.acquire()[0] == "b-2"
    bench.bridges.remove_channel(advisor)
    assert bench.bridges.acquire()[0] == "b-1"


def test_leg_alone_in_bridge_leaves_it_before_greeting() -> None:
    """A leg alone in a bridge leaves it before a greeting; silence costs no request."""
    bench = Bench()
    advisor = bench.talk()
    bench.held.on_stasis_end(advisor)
    assert bench.new_requests() == []
    assert bench.do(port.Play, sounds=("saludo",))[0] == "POST bridges/b-1/removeChannel"


def test_the_same_command_asks_once() -> None:
    """A command that is repeated after a crash sends nothing."""
    bench = Bench()
    ring = order(port.Ring, leg="advisor-1", address="sip:a@h", timeout_s=30)
    bench.held.execute(ring, 0.0)
    bench.held.execute(ring, 0.0)
    assert len(bench.new_requests()) == 1


@pytest.mark.parametrize(
    ("status", "rang", "cause"),
    [
        (486, True, "busy"),
        (603, True, "declined"),
        (480, False, "no_answer"),
        (404, False, "unreachable"),
        (0, True, "no_answer"),
        (0, False, "unreachable"),
    ],
)
def test_a_phone_that_is_not_answered_says_why(status: int, rang: bool, cause: str) -> None:
    """The reason follows the SIP status; without one it is a timeout, and a phone that never rang is unreachable."""
    bench = Bench()
    bench.do(port.Ring, leg="advisor-1", address="sip:a@h", timeout_s=30)
    channel = f"{CALL}~advisor-1"
    if rang:
        bench.held.on_ringing(channel)
    if status:
        bench.held.on_hangup_request(channel, 1, status)
    bench.held.on_channel_destroyed(channel)
    assert bench.new_signals()[-1] == port.LegFailed(call_id=CALL, leg="advisor-1", cause=cause)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cause", "status", "expected"),
    [(44, 0, "media_lost"), (18, 408, "media_lost"), (1, 481, "media_lost"), (16, 0, "normal"), (16, 200, "normal")],
)
def test_lost_far_end_is_recognized(cause: int, status: int, expected: port.HangupCause) -> None:
    """A lost far end sends no packets, does not refresh its session, or does not know the call any more."""
    bench = Bench()
    bench.held.on_hangup_request(CALL, cause, status)
    bench.held.on_stasis_end(CALL)
    assert bench.new_signals() == [port.LegHungUp(call_id=CALL, leg="caller", cause=expected)]


def test_a_play_that_its_hearer_cuts_off_is_a_hang_up_and_no_fault() -> None:
    """A play cut off by a hang-up is no fault, although Asterisk reports a failure; an unplayable sound is one."""
    bench = Bench()
    bench.do(port.Play, sounds=("saludo",))
    playback = bench.held.legs["caller"].play.playback  # type: ignore[union-attr]
    bench.held.on_hangup_request(CALL, 16, 0)
    bench.held.on_playback_end(CALL, playback, is_failure=True, now=1.0)
    bench.held.on_stasis_end(CALL)
    assert bench.new_signals() == [port.LegHungUp(call_id=CALL, leg="caller")]
    other = Bench()
    other.do(port.Play, sounds=("saludo",))
    other.held.on_playback_end(CALL, other.held.legs["caller"].play.playback, is_failure=True, now=1.0)  # type: ignore[union-attr]
    assert [signal.ended for signal in other.new_signals() if isinstance(signal, port.PlaybackEnded)] == ["failed"]


def test_a_rescued_call_is_the_dialplans() -> None:
    """Ringing legs end, the caller goes to the dialplan with the apology, and only the call's end is signalled."""
    bench = Bench()
    bench.do(port.Ring, leg="advisor-1", address="sip:a@h", timeout_s=30)
    requests = bench.do(port.Rescue, sounds=("disculpa",), fallback="sip:1@op")
    assert requests[0] == "DELETE channels/advisor-1"
    assert requests[-1] == "POST channels/caller/continue"
    bench.held.on_stasis_end(CALL)
    assert bench.held.legs
    bench.held.on_channel_destroyed(CALL)
    assert not bench.held.legs
    assert bench.new_signals() == []


def test_a_phone_that_is_picked_up_after_its_leg_was_ended_is_hung_up() -> None:
    """If the answer crosses the hang-up, the phone is hung up."""
    bench = Bench()
    bench.do(port.Ring, leg="advisor-1", address="sip:a@h", timeout_s=30)
    bench.do(port.Hangup, leg="advisor-1")
    bench.held.on_stasis_start(f"{CALL}~advisor-1")
    assert bench.new_requests() == ["DELETE channels/advisor-1"]


def test_a_supervisor_is_joined_once_the_listening_channel_is_there() -> None:
    """The supervisor joins only once the listening channel exists, because Asterisk would refuse before."""
    bench = Bench()
    bench.advisor("supervisor")
    ear = listens(bench, "whisper")
    assert bench.new_requests() == []
    bench.held.on_stasis_start(ear)
    assert bench.new_requests() == ["POST bridges/b-1", "POST bridges/b-1/addChannel"]
    ends = [f"DELETE channels/{each.replace(f'{CALL}~', '')}" for each in (f"{CALL}~supervisor", ear)]
    assert bench.do(port.Hangup, leg="supervisor") == ends


def listens(bench: Bench, mode: port.SnoopMode) -> str:
    """Let the supervisor hear the caller and return the listening channel."""
    bench.held.execute(order(port.Snoop, leg="supervisor", target="caller", mode=mode), bench.now)
    listening = bench.held.legs["supervisor"].snoop_channel
    assert listening is not None
    assert bench.held.requests.pop().path == f"channels/{CALL}/snoop/{listening.channel}"
    return listening.channel


def test_another_mode_ends_the_listening_channel_of_the_one_before() -> None:
    """The old listening channel ends before another is requested, so that no whisper goes on."""
    bench = Bench()
    bench.advisor("supervisor")
    first = listens(bench, "listen")
    bench.held.on_stasis_start(first)
    bench.new_requests()
    second = listens(bench, "whisper")
    ended, parted = bench.new_requests()
    assert (ended, parted) == (f"DELETE channels/{first.replace(f'{CALL}~', '')}", "POST bridges/b-1/removeChannel")
    bench.held.on_stasis_start(first)
    assert bench.new_requests() == [ended]
    bench.held.on_stasis_start(second)
    assert bench.new_requests() == ["POST bridges/b-2", "POST bridges/b-2/addChannel"]


def test_supervisor_channel_is_added_to_talk_bridge_without_gap_for_talkers() -> None:
    """The supervisor's channel is added to the talk's bridge, without a gap for the talkers."""
    bench = Bench()
    bench.talk()
    bench.advisor("supervisor")
    bench.held.on_stasis_start(listens(bench, "listen"))
    bench.new_requests()
    requests = bench.do(port.Join, leg="supervisor", other="advisor-1")
    assert requests[1:] == ["POST bridges/b-2/removeChannel", "POST bridges/b-1/addChannel"]


def test_listener_hears_nothing_and_can_join_talk_like_any_leg_when_heard_leg_ends() -> None:
    """When the heard leg ends, the listener hears nothing and can join a talk like any leg."""
    bench = Bench()
    bench.advisor("supervisor")
    ear = listens(bench, "listen")
    bench.held.on_stasis_start(ear)
    bench.held.on_channel_destroyed(ear)
    bench.new_requests()
    assert bench.held.legs["supervisor"].snoop_channel is None
    assert bench.do(port.Hangup, leg="supervisor") == ["DELETE channels/supervisor"]


def test_supervisor_leg_ends_and_driver_is_informed_if_asterisk_cannot_make_channel() -> None:
    """If Asterisk cannot make the channel, the supervisor's leg ends and the driver is informed."""
    bench = Bench()
    bench.talk()
    bench.advisor("supervisor")
    bench.held.on_snoop_failed(listens(bench, "listen"))
    assert bench.new_signals() == [port.LegHungUp(call_id=CALL, leg="supervisor", cause="failed")]
    assert set(bench.held.legs) == {"caller", "advisor-1"}


def test_a_listening_channel_lost_with_the_connection_is_asked_for_again() -> None:
    """A listening channel that was lost or unused after an absence of the connection is requested again."""
    bench = Bench()
    bench.advisor("supervisor")
    ear = listens(bench, "listen")
    channels = [channel(CALL), channel(f"{CALL}~supervisor")]
    reconcile(bench.held, channels)
    assert [request.path for request in bench.held.requests] == [f"channels/{CALL}/snoop/{ear}"]
    bench.new_requests()
    reconcile(bench.held, [*channels, channel(ear)])
    assert bench.new_requests() == ["POST bridges/b-1", "POST bridges/b-1/addChannel"]


def channel(name: str, state: str = "Up", app: str = "Stasis", data: str = "atencion") -> Channel:
    return Channel(id=name, state=state, dialplan=Dialplan(app_name=app, app_data=data))


def test_reconnect_signals_state_of_phones() -> None:
    """After a reconnect an answered phone, a ringing one and a missing leg are signalled."""
    bench = Bench()
    for leg in ("advisor-1", "advisor-2", "advisor-3"):
        bench.do(port.Ring, leg=leg, address="sip:a@h", timeout_s=30)
    bench.new_requests()
    channels = [channel(CALL), channel(f"{CALL}~advisor-1"), channel(f"{CALL}~advisor-2", "Ringing", "AppDial2")]
    reconcile(bench.held, channels)
    assert bench.new_signals() == [
        port.LegAnswered(call_id=CALL, leg="advisor-1"),
        port.LegRinging(call_id=CALL, leg="advisor-2"),
        port.LegFailed(call_id=CALL, leg="advisor-3", cause="failed"),
    ]
    reconcile(bench.held, channels)
    assert bench.new_signals() == []


def test_a_channel_says_which_line_was_dialled() -> None:
    """A caller who arrived during the absence is offered with the dialled line."""
    assert dialled_line(channel(CALL, "Ring", data="atencion,quejas")) == "quejas"
    assert dialled_line(channel(CALL)) == ""


def test_music_in_a_talk_ends_before_they_hear_each_other_again() -> None:
    """A leg that is given music hears it alone, and after hold and retrieve it is still not mixed with voices."""
    bench = Bench()
    bench.talk()
    assert bench.do(port.Music, sound="espera") == ["POST bridges/b-1/removeChannel"] * 2 + ["POST channels/caller/moh"]
    bench.do(port.Hold, sound="espera")
    assert "POST bridges/b-1/addChannel" not in bench.do(port.Hold, held=False)
    assert bench.do(port.Music, sound="") == ["DELETE channels/caller/moh", "POST bridges/b-1/addChannel"]


WISHES = st.lists(
    st.one_of(
        st.tuples(st.just("hold"), st.sampled_from(["caller", "advisor-1", "advisor-2"]), st.booleans()),
        st.tuples(
            st.just("bridge"),
            st.sampled_from([("caller", "advisor-1"), ("advisor-1", "advisor-2"), ("caller", "advisor-2")]),
        ),
        st.tuples(
            st.just("join"),
            st.sampled_from([("advisor-2", "advisor-1"), ("caller", "advisor-1"), ("advisor-1", "caller")]),
        ),
        st.tuples(st.just("snoop"), st.sampled_from(["caller", "advisor-2"])),
        st.tuples(st.just("unbridge"), st.sampled_from(["caller", "advisor-1", "advisor-2"])),
        st.tuples(st.just("music"), st.sampled_from(["caller", "advisor-1"]), st.sampled_from(["", "espera"])),
        st.tuples(st.just("play"), st.sampled_from(["caller", "advisor-1", "advisor-2"])),
    ),
    max_size=20,
)


class AsteriskModel:
    """A model of Asterisk's state after the requests: channels by bridge, and channels with music."""

    def __init__(self) -> None:
        self.inside: dict[str, str] = {}
        self.music: set[str] = set()

    def take(self, request: AriRequest) -> None:
        """Apply a request."""
        parts, names = request.path.split("/"), request.query.get("channel", "").split(",")
        if parts[-1] == "addChannel":
            assert not self.music & set(names), "music would run into the talk"
            self.inside |= dict.fromkeys(names, parts[1])
        elif parts[-1] == "removeChannel":
            for name in names:
                assert self.inside.pop(name) == parts[1]
        elif parts[-1] == "moh":
            (self.music.add if request.method == "POST" else self.music.remove)(parts[1])

    def hear(self, one: str, other: str) -> bool:
        """Return whether two channels are in one bridge."""
        return one in self.inside and self.inside.get(one) == self.inside.get(other)


@settings(max_examples=examples(400), deadline=None)
@given(WISHES)
def test_legs_of_one_talk_neither_on_hold_nor_in_music_hear_each_other_and_no_others(
    wishes: list[tuple[object, ...]],
) -> None:
    """Legs of one talk, neither on hold nor in music, hear each other and no others; music plays as commanded."""
    bench, room = Bench(), AsteriskModel()
    bench.advisor("advisor-1")
    bench.advisor("advisor-2")
    kinds = {
        "hold": port.Hold,
        "unbridge": port.Unbridge,
        "music": port.Music,
        "play": port.Play,
        "bridge": port.Bridge,
        "join": port.Join,
        "snoop": port.Snoop,
    }
    for action, whom, *rest_of in wishes:
        fields: dict[str, object] = {"leg": whom}
        if action == "hold":
            fields |= {"held": rest_of[0], "sound": "espera"}
        elif action in ("bridge", "join"):
            fields = {"leg": whom[0], "other": whom[1]}  # type: ignore[index]
        elif action == "snoop":
            fields |= {"target": "advisor-1"}
        elif action == "music":
            fields |= {"sound": rest_of[0]}
        elif action == "play":
            fields |= {"sounds": ("saludo",)}
        bench.held.execute(order(kinds[str(action)], **fields), 0.0)
        for leg in bench.held.legs.values():
            if action == "snoop" and leg.snoop_channel is not None:
                bench.held.on_stasis_start(leg.snoop_channel.channel)
        for request in bench.held.requests:
            room.take(request)
        bench.held.requests.clear()
        for one, other in itertools.combinations(bench.held.legs.values(), 2):
            together = one.talk == other.talk != 0 and not one.is_isolated and not other.is_isolated
            assert room.hear(one.channel, other.channel) == together
        for leg in bench.held.legs.values():
            assert (leg.channel in room.music) == bool(leg.desired_music)
            if leg.snoop_channel is not None:
                assert room.hear(leg.channel, leg.snoop_channel.channel) is not leg.wants_sound
