"""Where media go and come from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.pyvoip.media.addresses import (
    NO_ADDRESS,
    BadMediaAddress,
    Signalling,
    SourceLock,
    pack_address,
)

SDP = pack_address("192.0.2.1", 4000)
SAME_HOST = pack_address("192.0.2.1", 4444)
STRANGER = pack_address("198.51.100.7", 4000)


NAT = pack_address("203.0.113.5", 5004)
OTHER_PORT = pack_address("203.0.113.5", 6006)
BEHIND_NAT = Signalling("203.0.113.5", is_mapped=True)


def named(address: bytes = SDP, signalling: Signalling = BEHIND_NAT) -> SourceLock:
    lock = SourceLock()
    lock.set_sdp_address(address, signalling)
    return lock


@given(st.integers(1, 223), st.integers(0, 255), st.integers(1, 65535))
def test_an_address_survives_packing(first: int, last: int, port: int):
    """Host and port stand where the operating system reads them."""
    packed = pack_address(f"{first}.0.2.{last}", port)
    assert (packed[4:8], packed[2:4]) == (bytes([first, 0, 2, last]), port.to_bytes(2, "big"))


@pytest.mark.parametrize("host", ["example.test", "", "::1", "224.0.0.1", "255.255.255.255", "1.2.3"])
def test_no_voice_goes_to_names_or_groups(host: str):
    """A name would block on DNS, a group would multiply what we send."""
    with pytest.raises(BadMediaAddress):
        pack_address(host, 4000)


@pytest.mark.parametrize(("host", "port"), [("0.0.0.0", 4000), ("192.0.2.1", 0)])
def test_nowhere(host: str, port: int):
    """The old hold and the refused stream are nowhere."""
    assert pack_address(host, port) == NO_ADDRESS


def test_before_any_packet_we_send_where_sdp_says():
    """Nothing is trusted but SDP until something came."""
    assert named().destination == SDP


def test_the_address_of_sdp_is_believed_at_once():
    """Nothing proves a source better than the far end's own word."""
    assert named().accepts(SDP, 1.0)


def test_the_host_of_the_signalling_is_believed_after_three_packets():
    """A phone behind NAT is learnt, and sent to (symmetric RTP); a single stray packet is not."""
    lock = named()
    assert [lock.accepts(NAT, 1.0) for _ in range(3)] == [False, False, True]
    assert lock.destination == NAT


@pytest.mark.parametrize("source", [STRANGER, SAME_HOST])
def test_a_third_address_is_never_believed(source: bytes):
    """However silent the caller is, and however much is sent: neither another host nor another phone of SDP's host."""
    lock = named()
    assert not any(lock.accepts(source, float(n)) for n in range(1000))
    assert lock.destination == SDP


def test_without_nat_only_the_port_of_sdp_is_believed():
    """Whose SIP comes from where it says needs no guess of its port: others on its host are not heard."""
    lock = named(SDP, Signalling("192.0.2.1"))
    assert not any(lock.accepts(SAME_HOST, float(n)) for n in range(1000))
    assert lock.accepts(SDP, 1000.0)


def test_a_strangers_media_elsewhere_must_speak_first():
    """SDP could name anybody: its host is sent nothing before three packets have come from it."""
    lock = named(SDP, Signalling("203.0.113.5", is_trusted=False))
    assert lock.destination == NO_ADDRESS
    assert [lock.accepts(SDP, 1.0) for _ in range(3)] == [False, False, True]
    assert lock.destination == SDP


def test_a_strangers_media_at_its_own_host_are_sent_to_at_once():
    """Nobody else is hit by them."""
    assert named(SDP, Signalling("192.0.2.1", is_trusted=False)).destination == SDP


def test_the_address_of_sdp_takes_the_lock_from_any_other():
    """The far end of a call that is dead still sends to our port; the rightful one is heard all the same."""
    lock = named()
    for _ in range(3):
        lock.accepts(NAT, 1.0)
    assert lock.accepts(SDP, 1.1)
    assert lock.destination == SDP
    assert not any(lock.accepts(NAT, 1.1 + n) for n in range(20))


def test_strangers_that_alternate_are_never_believed():
    """The three packets must be of one source, in a row."""
    lock = named()
    assert not any(lock.accepts(address, 1.0) for _ in range(9) for address in (NAT, OTHER_PORT))
    assert lock.destination == SDP


def test_once_locked_nobody_else_is_heard():
    """Not even the host of SDP from another port, while the source goes on."""
    lock = named()
    lock.accepts(SDP, 1.0)
    for n in range(1000):
        now = 1.0 + n / 50
        assert not lock.accepts(NAT, now)
        assert not lock.accepts(SAME_HOST, now)
        assert lock.accepts(SDP, now)


def test_after_silence_another_may_be_learnt():
    """Five seconds of silence open the lock on a source that was only learnt."""
    lock = named()
    for _ in range(3):
        lock.accepts(NAT, 1.0)
    assert not lock.accepts(OTHER_PORT, 6.0)
    assert [lock.accepts(OTHER_PORT, 6.1) for _ in range(3)] == [False, False, True]
    assert not lock.accepts(NAT, 6.2)


def test_silence_does_not_open_the_lock_on_the_address_of_sdp():
    """A phone that says nothing while it is on mute is not given away to who sends meanwhile."""
    lock = named()
    lock.accepts(SDP, 1.0)
    assert not any(lock.accepts(NAT, 100.0 + n) for n in range(9))
    assert lock.destination == SDP


def test_the_same_sdp_again_keeps_the_lock_and_another_opens_it():
    """A hold and back does not send us to the address behind NAT; a move of the phone is followed."""
    lock = named()
    for _ in range(3):
        lock.accepts(NAT, 1.0)
    lock.set_sdp_address(SDP, BEHIND_NAT)
    assert lock.destination == NAT
    lock.set_sdp_address(STRANGER, BEHIND_NAT)
    assert lock.destination == STRANGER
    assert lock.accepts(STRANGER, 1.1)


def test_before_sdp_nothing_is_believed():
    """Packets that come before the far end is known count for nothing."""
    lock = SourceLock()
    assert not any(lock.accepts(STRANGER, 1.0) for _ in range(5))
    assert lock.destination == NO_ADDRESS
