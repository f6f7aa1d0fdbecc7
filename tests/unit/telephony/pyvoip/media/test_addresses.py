"""The addresses to which media are sent and from which they are accepted."""

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
    """Host and port are packed in the layout of the operating system."""
    packed = pack_address(f"{first}.0.2.{last}", port)
    assert (packed[4:8], packed[2:4]) == (bytes([first, 0, 2, last]), port.to_bytes(2, "big"))


@pytest.mark.parametrize("host", ["example.test", "", "::1", "224.0.0.1", "255.255.255.255", "1.2.3"])
def test_no_voice_goes_to_names_or_groups(host: str):
    """A name would block on DNS, and a multicast group would multiply our packets."""
    with pytest.raises(BadMediaAddress):
        pack_address(host, 4000)


@pytest.mark.parametrize(("host", "port"), [("0.0.0.0", 4000), ("192.0.2.1", 0)])
def test_nowhere(host: str, port: int):
    """The address zero of the old hold and a refused stream mean no destination."""
    assert pack_address(host, port) == NO_ADDRESS


def test_before_any_packet_we_send_where_sdp_says():
    """Until packets arrive, only the SDP's address is used."""
    assert named().destination == SDP


def test_the_address_of_sdp_is_believed_at_once():
    """A source equal to the SDP's address is accepted at once."""
    assert named().accepts(SDP, 1.0)


def test_the_host_of_the_signalling_is_believed_after_three_packets():
    """A phone behind NAT is learned after three packets (symmetric RTP), not after a single stray one."""
    lock = named()
    assert [lock.accepts(NAT, 1.0) for _ in range(3)] == [False, False, True]
    assert lock.destination == NAT


@pytest.mark.parametrize("source", [STRANGER, SAME_HOST])
def test_a_third_address_is_never_believed(source: bytes):
    """Neither another host nor another phone on the SDP's host is accepted, regardless of its packets."""
    lock = named()
    assert not any(lock.accepts(source, float(n)) for n in range(1000))
    assert lock.destination == SDP


def test_without_nat_only_the_port_of_sdp_is_believed():
    """A far end whose SIP address is its own needs no port learning, so other ports of its host are ignored."""
    lock = named(SDP, Signalling("192.0.2.1"))
    assert not any(lock.accepts(SAME_HOST, float(n)) for n in range(1000))
    assert lock.accepts(SDP, 1000.0)


def test_stranger_sdp_could_name_any_host():
    """A stranger's SDP could name any host, so it gets no packets before three have come from it."""
    lock = named(SDP, Signalling("203.0.113.5", is_trusted=False))
    assert lock.destination == NO_ADDRESS
    assert [lock.accepts(SDP, 1.0) for _ in range(3)] == [False, False, True]
    assert lock.destination == SDP


def test_a_strangers_media_at_its_own_host_are_sent_to_at_once():
    """Media to the stranger's own host can hurt no third party, so they are sent at once."""
    assert named(SDP, Signalling("192.0.2.1", is_trusted=False)).destination == SDP


def test_the_address_of_sdp_takes_the_lock_from_any_other():
    """The far end of an ended call may still send to our port; the right one is accepted all the same."""
    lock = named()
    for _ in range(3):
        lock.accepts(NAT, 1.0)
    assert lock.accepts(SDP, 1.1)
    assert lock.destination == SDP
    assert not any(lock.accepts(NAT, 1.1 + n) for n in range(20))


def test_strangers_that_alternate_are_never_believed():
    """The three packets must come from one source in a row."""
    lock = named()
    assert not any(lock.accepts(address, 1.0) for _ in range(9) for address in (NAT, OTHER_PORT))
    assert lock.destination == SDP


def test_locked_media_source_excludes_other_ports():
    """While the locked source sends, not even another port of the SDP's host is accepted."""
    lock = named()
    lock.accepts(SDP, 1.0)
    for n in range(1000):
        now = 1.0 + n / 50
        assert not lock.accepts(NAT, now)
        assert not lock.accepts(SAME_HOST, now)
        assert lock.accepts(SDP, now)


def test_after_silence_another_may_be_learnt():
    """Five seconds of silence unlock a learned source."""
    lock = named()
    for _ in range(3):
        lock.accepts(NAT, 1.0)
    assert not lock.accepts(OTHER_PORT, 6.0)
    assert [lock.accepts(OTHER_PORT, 6.1) for _ in range(3)] == [False, False, True]
    assert not lock.accepts(NAT, 6.2)


def test_silence_does_not_open_the_lock_on_the_address_of_sdp():
    """A muted phone at the SDP's address keeps the lock."""
    lock = named()
    lock.accepts(SDP, 1.0)
    assert not any(lock.accepts(NAT, 100.0 + n) for n in range(9))
    assert lock.destination == SDP


def test_the_same_sdp_again_keeps_the_lock_and_another_opens_it():
    """Hold and retrieve keep the learned address behind NAT; a new SDP address unlocks it."""
    lock = named()
    for _ in range(3):
        lock.accepts(NAT, 1.0)
    lock.set_sdp_address(SDP, BEHIND_NAT)
    assert lock.destination == NAT
    lock.set_sdp_address(STRANGER, BEHIND_NAT)
    assert lock.destination == STRANGER
    assert lock.accepts(STRANGER, 1.1)


def test_before_sdp_nothing_is_believed():
    """Packets that arrive before the SDP do not count."""
    lock = SourceLock()
    assert not any(lock.accepts(STRANGER, 1.0) for _ in range(5))
    assert lock.destination == NO_ADDRESS
