"""The media of one leg: its reports to the owner and its packets to the far end."""

import struct
from collections import deque
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.port.digit_collection import CollectRequest
from telephony.pyvoip.media.addresses import BY_SDP, Signalling, pack_address
from telephony.pyvoip.media.g711 import SILENCE, ULAW_TO_ALAW, Law
from telephony.pyvoip.media.media_leg import FarEnd, MediaLeg
from telephony.pyvoip.media.playout import PlayingTrack
from telephony.pyvoip.media.rtp import Packet, Sender, build, parse
from telephony.pyvoip.media.telephone_events import key_frames
from telephony.pyvoip.media.track import Track

PHONE = pack_address("192.0.2.1", 4000)
EVENTS = 101


class Wire:
    """A socket and inbox in memory."""

    def __init__(self) -> None:
        self.fd = 3
        self.arriving: deque[tuple[bytes, bytes]] = deque()
        self.last = (b"", b"")
        self.sent: list[tuple[Packet, bytes]] = []

    def send(self, datagram: bytes, to: bytes) -> bool:
        """Store a sent datagram."""
        packet = parse(datagram)
        assert packet is not None
        self.sent.append((packet, to))
        return True

    def receive(self, inbox: object) -> int:
        """Return the next datagram."""
        if not self.arriving:
            return -1
        self.last = self.arriving.popleft()
        return len(self.last[0])

    def datagram(self, size: int) -> bytes:
        """Return the last datagram."""
        return self.last[0]

    def sender(self) -> bytes:
        """Return the sender of the last datagram."""
        return self.last[1]

    def close(self) -> None:
        """Close."""
        self.fd = -1


class Phone:
    """A leg, its far end and its owner, with a clock that moves by frames."""

    def __init__(
        self,
        law: Law = "PCMU",
        events: int | None = EVENTS,
        ssrc: int = 70,
        signalling: Signalling = BY_SDP,
        confirmed: bool = True,
    ) -> None:
        self.wire, self.reported, self.now = Wire(), [], 100.0
        self.leg = MediaLeg(
            socket=self.wire,  # type: ignore[arg-type]
            sender=Sender(ssrc, 0, 0),
            listener=self,
            deliver=lambda call, *details: call(*details),
            loss_timeout_s=30.0,
        )
        self.law, self.events = law, events
        self.signalling, self.confirmed = signalling, confirmed
        self.out = Sender(ssrc + 1, 500, 9000)
        self.connect()

    reported: list[tuple[Any, ...]]

    def connect(self, sending: bool = True, receiving: bool = True) -> None:
        """Give the leg this SDP."""
        far = FarEnd(PHONE, self.law, self.events, sending, receiving, self.signalling, self.confirmed)
        self.leg.connect(far, self.now)

    def on_playback_ended(self, command_id: str, ended: str) -> None:
        """Store the event."""
        self.reported.append(("played", command_id, ended))

    def on_digits_collected(self, command_id: str, digits: str, ended: str) -> None:
        """Store the event."""
        self.reported.append(("collected", command_id, digits, ended))

    def on_media_lost(self) -> None:
        """Store the event."""
        self.reported.append(("lost",))

    def arrives(self, *datagrams: bytes, source: bytes = PHONE) -> None:
        """Deliver datagrams."""
        for datagram in datagrams:
            self.wire.arriving.append((datagram, source))
        while self.wire.arriving:
            self.leg.receive(self.wire, self.now)  # type: ignore[arg-type]

    def says(self, payload: bytes, payload_type: int = 0) -> None:
        """Send a voice frame from the phone."""
        self.arrives(self.out.build_packet(payload_type, payload, self.out.next_timestamp()))

    def presses(self, key: str) -> None:
        """Press a key on the phone, by RTP."""
        at = self.out.next_timestamp()
        for frame in key_frames(key):
            if frame:
                self.arrives(self.out.build_packet(EVENTS, frame.payload, at))
            self.out.advance()

    def ticks(self, frames: int = 1) -> list[Packet]:
        """Let frames pass and return the packets sent."""
        before = len(self.wire.sent)
        for _ in range(frames):
            self.now += 0.02
            self.out.advance()
            self.leg.tick(self.now)
        return [packet for packet, _ in self.wire.sent[before:]]

    def plays(self, command_id: str = "p", frames: int = 3, interruptible: bool = True) -> None:
        """Request a play."""
        self.leg.play(PlayingTrack(command_id, Track((b"a" * 160 * frames,), "PCMU"), interruptible), self.now)

    def collects(self, command_id: str = "c", most: int = 2) -> None:
        """Request digits."""
        self.leg.collect(CollectRequest(command_id, most, 5.0, 3.0, "#"), self.now)


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.fixture
def bridged() -> tuple[Phone, Phone]:
    one, other = Phone(), Phone(ssrc=80)
    one.leg.bridge(other.leg, one.now)
    return one, other


class TestSending:
    """The packets that a leg sends."""

    @pytest.mark.parametrize(("law", "payload_type"), [("PCMU", 0), ("PCMA", 8)])
    def test_a_leg_is_never_dead(self, law: Law, payload_type: int):
        """From its SDP on, a frame is sent every 20 ms in the leg's law, with silence by default."""
        sent = Phone(law).ticks(50)
        assert [(packet.payload_type, packet.payload) for packet in sent] == [(payload_type, SILENCE[law])] * 50
        assert [packet.sequence for packet in sent] == list(range(50))
        assert {b.timestamp - a.timestamp for a, b in pairwise(sent)} == {160}
        assert [packet.marker for packet in sent] == [True] + [False] * 49

    def test_a_stranger_hears_nothing_before_the_ack_and_then_all_of_it(self):
        """Until the ACK nothing is sent, nothing of the play is lost, and no media loss is reported."""
        phone = Phone(signalling=Signalling("192.0.2.1", is_trusted=False), confirmed=False)
        phone.plays(frames=2)
        assert phone.ticks(1600) == []
        assert phone.reported == []
        phone.leg.confirm(phone.now)
        sent = phone.ticks(3)
        assert [packet.payload for packet in sent] == [b"a" * 160] * 2 + [SILENCE["PCMU"]]
        assert phone.reported == [("played", "p", "finished")]

    def test_a_stranger_hears_no_other_leg_before_the_ack(self):
        """Before the ACK a bridge forwards nothing, as a play does not."""
        stranger = Phone(signalling=Signalling("192.0.2.1", is_trusted=False), confirmed=False)
        other = Phone(ssrc=80)
        other.leg.bridge(stranger.leg, other.now)
        other.says(b"v" * 160)
        assert stranger.wire.sent == []
        stranger.leg.confirm(stranger.now)
        other.says(b"v" * 160)
        assert [to for _, to in stranger.wire.sent] == [PHONE]

    @pytest.mark.parametrize(("host", "heard"), [("192.0.2.1", 5), ("203.0.113.5", 0)])
    def test_a_trunk_hears_us_before_the_ack_at_the_host_of_its_sip_alone(self, host: str, heard: int):
        """Before the ACK a trunk gets media only at the host of its SIP address."""
        phone = Phone(signalling=Signalling(host), confirmed=False)
        assert len(phone.ticks(5)) == heard
        phone.leg.confirm(phone.now)
        assert len(phone.ticks(5)) == 5

    def test_nothing_is_sent_where_nothing_may_be(self, phone: Phone):
        """During the phone's hold no packet and no number is used, and a play still ends."""
        phone.connect(sending=False)
        phone.plays()
        assert phone.ticks(10) == []
        assert phone.reported == [("played", "p", "finished")]
        phone.connect()
        assert phone.ticks()[0].sequence == 0

    def test_a_play_is_heard_whole_in_the_legs_law(self):
        """Sounds stored in u-law reach an A-law phone as A-law, followed by silence."""
        phone = Phone("PCMA")
        phone.plays(frames=2)
        sent = phone.ticks(3)
        assert [packet.payload for packet in sent] == [(b"a" * 160).translate(ULAW_TO_ALAW)] * 2 + [SILENCE["PCMA"]]
        assert phone.reported == [("played", "p", "finished")]

    def test_digits_go_out_as_events_with_one_timestamp(self, phone: Phone):
        """A key is one event: one marker, one timestamp, and voice continues in time after it."""
        phone.leg.send_digits("5")
        sent = phone.ticks(9)
        assert [packet.payload_type for packet in sent] == [EVENTS] * 8 + [0]
        assert len({packet.timestamp for packet in sent[:8]}) == 1
        assert [packet.marker for packet in sent[:8]] == [True] + [False] * 7
        assert sent[8].timestamp - sent[0].timestamp == 8 * 160


class TestPlays:
    """Plays and how they end."""

    @pytest.mark.parametrize("act", ["play", "music", "bridge", "stop"])
    def test_new_play_music_bridge_or_stopplay_ends_play_and_reports_it_once(self, phone: Phone, act: str):
        """A new Play, Music, Bridge or StopPlay ends the play and reports it once."""
        phone.plays("first", frames=100)
        phone.ticks(2)
        if act == "play":
            phone.plays("second", frames=100)
        elif act == "music":
            phone.leg.music(Track((b"m" * 160,), "PCMU", is_looping=True), phone.now)
        elif act == "bridge":
            phone.leg.bridge(Phone().leg, phone.now)
        else:
            phone.leg.stop_play(phone.now)
        assert phone.reported == [("played", "first", "interrupted")]

    def test_key_does_not_interrupt_notice_but_does_interrupt_menu(self, phone: Phone):
        """A key does not interrupt a notice, but does interrupt a menu."""
        phone.plays("notice", frames=50, interruptible=False)
        phone.presses("1")
        assert phone.reported == []
        phone.plays("menu", frames=50)
        phone.presses("2")
        assert phone.reported == [("played", "notice", "interrupted"), ("played", "menu", "interrupted")]

    def test_silence_counts_from_the_end_of_the_play(self, phone: Phone):
        """A long menu leaves the whole time for an answer."""
        phone.plays(frames=500)
        phone.collects()
        phone.ticks(501 + 249)
        assert phone.reported == [("played", "p", "finished")]
        phone.ticks(3)
        assert phone.reported[1:] == [("collected", "c", "", "timeout")]


class TestDigits:
    """Digits that a phone presses."""

    def test_digits_by_rtp_and_info_complete_a_collect(self, phone: Phone):
        """Digits by RTP and by INFO enter the same collection."""
        phone.collects()
        phone.presses("1")
        phone.ticks(20)
        phone.leg.press("2", "info", phone.now)
        assert phone.reported == [("collected", "c", "12", "complete")]

    def test_key_reported_by_both_rtp_and_info_counts_once(self, phone: Phone):
        """A key reported by both RTP and INFO counts once."""
        phone.collects()
        phone.presses("1")
        phone.leg.press("1", "info", phone.now + 0.05)
        assert phone.reported == []

    def test_a_digit_on_a_bridged_leg_goes_to_the_other(self, bridged: tuple[Phone, Phone]):
        """The digit is sent on as a new event and not kept for the next menu."""
        one, other = bridged
        one.presses("7")
        sent = other.ticks(8)
        assert [packet.payload_type for packet in sent] == [EVENTS] * 8
        assert {packet.payload[0] for packet in sent} == {7}
        one.collects(most=1)
        assert one.reported == []


class TestArriving:
    """Received packets, valid and invalid."""

    def test_each_kind_of_invalid_packet_is_counted_by_name_and_none_breaks_leg(self, phone: Phone):
        """Each kind of invalid packet is counted by name, and none breaks the leg."""
        phone.says(SILENCE["PCMU"])
        good = build(Packet(False, 0, 501, 9160, 71, SILENCE["PCMU"]))
        phone.arrives(b"", b"junk", b"\x80\xc8\x00\x06" + bytes(24))
        phone.arrives(build(Packet(False, 99, 1, 1, 1, b"x")), build(Packet(False, 0, 1, 1, 1, bytes(1200))))
        phone.arrives(build(Packet(False, EVENTS, 501, 1, 71, b"\x01")))
        phone.arrives(good, source=pack_address("192.0.2.9", 4000))
        phone.says(SILENCE["PCMU"])
        stats = phone.leg.stats
        assert (stats.malformed, stats.rtcp, stats.unexpected, stats.wrong_source) == (3, 1, 2, 1)
        assert phone.ticks()[0].payload == SILENCE["PCMU"]

    def test_events_beyond_the_digits_are_harmless(self, phone: Phone):
        """After event 16 and an empty event, which ended pyVoIP's thread, the leg still receives."""
        phone.arrives(
            phone.out.build_packet(EVENTS, struct.pack("!BBH", 16, 10, 160), 9000),
            phone.out.build_packet(EVENTS, b"", 9000),
        )
        phone.collects(most=1)
        phone.presses("3")
        assert phone.reported == [("collected", "c", "3", "complete")]

    @given(st.lists(st.tuples(st.binary(max_size=200), st.booleans()), max_size=40))
    def test_no_datagram_stops_a_leg(self, datagrams: list[tuple[bytes, bool]]):
        """After any datagrams the leg still sends every 20 ms and accepts digits by INFO."""
        one, other = Phone(), Phone(ssrc=80)
        one.leg.bridge(other.leg, one.now)
        for body, looks_like_rtp in datagrams:
            one.arrives(b"\x80" + body if looks_like_rtp else body)
        other.ticks(5)
        assert len(one.ticks(5)) == 5

    def test_listening_leg_keeps_newest_sound_as_u_law_with_either_law_of_phone(self, phone: Phone):
        """A listening leg keeps the newest sound, as u-law, with either law of the phone."""
        phone.leg.capture_buffer = deque(maxlen=3)
        for letter in (b"a", b"b", b"c", b"d"):
            phone.says((letter * 160).translate(ULAW_TO_ALAW), payload_type=8)
            phone.ticks()
        assert len(b"".join(phone.leg.capture_buffer)) == 480

    def test_media_loss_is_reported_after_30_s_without_packet(self, phone: Phone):
        """Media loss is reported after 30 s without a packet, and again only after packets came back."""
        phone.says(SILENCE["PCMU"])
        phone.ticks(1490)
        assert phone.reported == []
        phone.ticks(1000)
        assert phone.reported == [("lost",)]
        phone.says(SILENCE["PCMU"])
        phone.ticks(1510)
        assert phone.reported == [("lost",)] * 2

    def test_no_media_is_lost_on_hold(self, phone: Phone):
        """During a hold by either side no media loss is reported, and the time restarts after it."""
        phone.leg.hold(None, True, phone.now)
        phone.ticks(2000)
        phone.leg.hold(None, False, phone.now)
        phone.ticks(1490)
        phone.connect(receiving=False)
        phone.ticks(2000)
        assert phone.reported == []


class TestBridge:
    """Two legs that hear each other."""

    @pytest.mark.parametrize("law", ["PCMU", "PCMA"])
    def test_voice_is_carried_at_once_and_in_the_others_law(self, law: Law):
        """A packet is forwarded on arrival, and converted only between different laws."""
        one, other = Phone(), Phone(law, ssrc=80)
        one.leg.bridge(other.leg, one.now)
        voice = bytes(range(96, 256))
        one.says(voice)
        packet, to = other.wire.sent[-1]
        assert to == PHONE
        assert packet.payload == (voice if law == "PCMU" else voice.translate(ULAW_TO_ALAW))
        assert other.leg.stats.relayed == 1

    def test_no_silence_is_mixed_into_a_talking_bridge(self, bridged: tuple[Phone, Phone]):
        """While the other talks there is one packet a frame; after 60 ms without one, silence is sent."""
        one, other = bridged
        for _ in range(50):
            one.ticks()
            one.says(b"v" * 160)
            other.ticks()
        assert [packet.payload[:1] for packet, _ in other.wire.sent] == [b"v"] * 50
        silent = [packet.payload for packet in other.ticks(10)]
        assert silent == [SILENCE["PCMU"]] * len(silent)
        assert len(silent) >= 7

    @pytest.mark.parametrize("act", ["mute", "hold", "hold_other", "unbridge", "not_receiving", "play"])
    def test_own_frames_replace_voice_in_mute_and_hold(self, bridged: tuple[Phone, Phone], act: str):
        """Mute, either hold, separation and a play at the other side replace the voice by our own frames."""
        one, other = bridged
        if act == "mute":
            one.leg.mute(True)
        elif act in ("hold", "hold_other"):
            (one if act == "hold" else other).leg.hold(None, True, one.now)
        elif act == "unbridge":
            other.leg.unbridge()
        elif act == "not_receiving":
            one.connect(receiving=False)
        else:
            other.plays(frames=100)
        one.says(b"v" * 160)
        assert b"v" not in {packet.payload[:1] for packet in other.ticks(3)}
        assert other.leg.stats.relayed == 0

    def test_retrieved_parties_hear_each_other(self, bridged: tuple[Phone, Phone]):
        """A hold does not separate a bridge."""
        one, other = bridged
        one.leg.hold(Track((b"h" * 160,), "PCMU", is_looping=True), True, one.now)
        assert one.ticks()[0].payload[:1] == b"h"
        one.leg.hold(None, False, one.now)
        one.says(b"v" * 160)
        other.says(b"w" * 160)
        assert (one.leg.stats.relayed, other.leg.stats.relayed) == (1, 1)

    def test_a_new_bridge_parts_the_old(self, bridged: tuple[Phone, Phone]):
        """A leg has one partner, and the partner left behind hears silence."""
        one, other = bridged
        third = Phone(ssrc=90)
        one.leg.bridge(third.leg, one.now)
        one.says(b"v" * 160)
        other.says(b"w" * 160)
        assert (third.leg.stats.relayed, other.leg.stats.relayed, one.leg.stats.relayed) == (1, 0, 0)

    def test_a_closed_leg_leaves_the_other_alive(self, bridged: tuple[Phone, Phone]):
        """The other leg hears silence; the closed one reports nothing and cannot be bridged again."""
        one, other = bridged
        one.plays(frames=100)
        one.leg.close()
        assert len(other.ticks(5)) == 5
        other.leg.bridge(one.leg, other.now)
        other.says(b"v" * 160)
        assert one.reported == []
        assert one.leg.stats.relayed == 0
