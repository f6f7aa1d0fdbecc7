"""The media on the loopback, slot by slot: legs that speak to each other through real ports."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest

from telephony.port import UnknownSound
from telephony.pyvoip.media.g711 import ULAW_TO_ALAW, Law
from telephony.pyvoip.media.loop import MediaLoop, MediaStream, OutOfPorts
from telephony.pyvoip.media.pacer import SLOT_S
from telephony.pyvoip.media.tones import tone
from tests.support.frequencies import share_at
from tests.support.virtual_time import StepPacer

pytestmark = pytest.mark.integration

HOST = "127.0.0.1"
DEADLINE_S = 40.0


class Sounds:
    """Two tones of five seconds."""

    def __init__(self) -> None:
        self._ulaw = {"a": tone((440.0,), 5.0), "b": tone((1000.0,), 5.0), "short": tone((440.0,), 0.1)}

    def ulaw(self, key: str) -> bytes:
        """Return the sound in u-law."""
        if key not in self._ulaw:
            raise UnknownSound(key)
        return self._ulaw[key]

    def alaw(self, key: str) -> bytes:
        """Return the sound in A-law."""
        return self.ulaw(key).translate(ULAW_TO_ALAW)


class Owner:
    """Owner of the media that records each callback."""

    def __init__(self) -> None:
        self.reported: list[tuple[str, ...]] = []

    def on_playback_ended(self, command_id: str, ended: str) -> None:
        """Record the callback."""
        self.reported.append((command_id, ended))

    def on_digits_collected(self, command_id: str, digits: str, ended: str) -> None:
        """Record the callback."""
        self.reported.append((command_id, digits, ended))

    def on_media_lost(self) -> None:
        """Record the callback."""
        self.reported.append(("lost",))


def free_ports(count: int) -> range:
    """Return a range that begins at an even port that is free now."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((HOST, 0))
            port = int(probe.getsockname()[1])
        if port % 2 == 0 and port + 2 * count < 65536:
            return range(port, port + 2 * count)


def make_loop(ports: range, deliver: Callable[[Callable[[], None]], object] = lambda call: call()) -> MediaLoop:
    """Start the media of a gateway, whose slots `until` runs."""
    loop = MediaLoop(bind=HOST, ports=ports, sounds=Sounds(), deliver=deliver, pacer=StepPacer())
    loop.start()
    return loop


def until(media: MediaLoop, holds: Callable[[], object]) -> bool:
    """Run slots until the condition holds; return whether it does before the deadline."""
    assert isinstance(media.pacer, StepPacer)
    return any(media.pacer.run_slot() or holds() for _ in range(round(DEADLINE_S / SLOT_S)))


@pytest.fixture
def media() -> Iterator[MediaLoop]:
    loop = make_loop(free_ports(400))
    yield loop
    loop.stop()


def pair(media: MediaLoop, law: Law = "PCMU", owner: Owner | None = None) -> tuple[MediaStream, MediaStream]:
    """Open a leg of ours, and the phone at its far end, which listens."""
    gateway_stream, phone = media.open(owner or Owner()), media.open(Owner())
    gateway_stream.connect(HOST, phone.port, law, 101)
    phone.connect(HOST, gateway_stream.port, law, 101)
    phone.start_capture()
    return gateway_stream, phone


def hears(phone: MediaStream, hertz: float) -> Callable[[], bool]:
    return lambda: len(phone.captured_audio()) >= 4000 and share_at(phone.captured_audio()[-2400:], hertz) > 0.98


@pytest.mark.parametrize("law", ["PCMU", "PCMA"])
def test_a_play_is_heard_by_its_tone(media: MediaLoop, law: Law):
    """A sound that one port plays is heard at the other, by its frequency, in both laws."""
    gateway_stream, phone = pair(media, law)
    gateway_stream.music("a")
    assert until(media, hears(phone, 440.0))


def test_two_bridged_legs_of_different_laws_hear_each_other(media: MediaLoop):
    """Each phone hears the tone of the other, both ways."""
    one, caller = pair(media, "PCMU")
    two, advisor = pair(media, "PCMA")
    one.bridge(two)
    caller.music("a")
    advisor.music("b")
    assert until(media, hears(advisor, 440.0))
    assert until(media, hears(caller, 1000.0))
    assert one.stats().lost == 0


def test_digits_sent_by_a_phone_are_collected(media: MediaLoop):
    """Telephone events cross the wire: a menu is interrupted, and each digit counts once."""
    owner = Owner()
    gateway_stream, phone = pair(media, owner=owner)
    gateway_stream.play("menu", ("a",), interruptible=True)
    gateway_stream.collect("digits", 4, 10.0, 10.0, "#")
    phone.send_digits("1122")
    assert until(media, lambda: len(owner.reported) == 2)
    assert owner.reported == [("menu", "interrupted"), ("digits", "1122", "complete")]


def test_an_unknown_sound_is_refused_at_once(media: MediaLoop):
    """The caller of the command gets the refusal, and the sound that plays goes on."""
    owner = Owner()
    gateway_stream, _ = pair(media, owner=owner)
    gateway_stream.play("menu", ("a",), interruptible=True)
    for ask in (
        lambda: gateway_stream.play("x", ("none",), True),
        lambda: gateway_stream.music("none"),
        lambda: gateway_stream.hold(True, "none"),
    ):
        with pytest.raises(UnknownSound):
            ask()
    assert owner.reported == []


def test_ports_are_even_and_come_back(media: MediaLoop):
    """With no port left a new leg is refused, live ones keep theirs, and the port of a closed one is used again."""
    streams = [media.open(Owner()) for _ in range(20)]
    assert len({stream.port for stream in streams}) == 20
    assert {stream.port % 2 for stream in streams} == {0}
    small = make_loop(free_ports(1))
    try:
        first = small.open(Owner())
        with pytest.raises(OutOfPorts):
            small.open(Owner())
        first.close()
        assert until(small, lambda: _opens(small))
    finally:
        small.stop()


def _opens(media: MediaLoop) -> bool:
    try:
        return media.open(Owner()).port > 0
    except OutOfPorts:
        return False


def test_ports_of_other_programs_are_passed_over():
    """Ports of other programs, however many, cause no failure while another port is free."""
    ports = free_ports(100)
    with ExitStack() as others:
        for port in ports[20::2]:
            other = others.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            with suppress(OSError):  # taken by another program
                other.bind((HOST, port))
        loop = make_loop(ports)
        try:
            assert loop.open(Owner()).port in ports[:20]
        finally:
            loop.stop()


def test_a_closed_loop_of_the_owner_stops_nothing():
    """The media go on after the loop of its owner is closed."""

    def closed(call: Callable[[], None]) -> None:
        raise RuntimeError("Event loop is closed")

    loop = make_loop(free_ports(10), closed)
    try:
        gateway_stream, phone = pair(loop)
        gateway_stream.play("p", ("short",), interruptible=False)
        gateway_stream.music("b")
        assert until(loop, hears(phone, 1000.0))
    finally:
        loop.stop()


def test_many_legs_keep_their_time(media: MediaLoop):
    """A hundred pairs lose no packet, and timestamps count exactly the frames that were sent."""
    pairs = [pair(media) for _ in range(100)]
    assert until(media, lambda: min(phone.stats().received for _, phone in pairs) > 50)
    assert sum(phone.stats().lost + phone.stats().malformed for _, phone in pairs) == 0
