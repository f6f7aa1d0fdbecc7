"""The bridges of a node are reused, and never shared by two calls."""

from telephony.asterisk.ari import rest
from telephony.asterisk.call.bridges import BridgePool


def test_a_bridge_is_made_once_and_used_again_when_it_is_empty():
    """A second call gets its own bridge, and a third reuses the one that the first left."""
    bridges = BridgePool("n-")
    first, requests = bridges.acquire()
    assert requests == [rest.create_bridge(first)]
    bridges.add_channels(first, ["caller", "advisor"])
    second, _ = bridges.acquire()
    bridges.add_channels(second, ["other"])
    bridges.remove_channel("caller")
    assert bridges.acquire()[0] not in (first, second)
    bridges.remove_channel("advisor")
    assert bridges.acquire() == (first, [])


def test_a_channel_that_was_joined_twice_leaves_but_once():
    """Joining a channel again, after a lost response, does not free the bridge twice."""
    bridges = BridgePool("n-")
    bridge, _ = bridges.acquire()
    bridges.add_channels(bridge, ["caller"])
    bridges.add_channels(bridge, ["caller"])
    bridges.remove_channel("caller")
    bridges.remove_channel("caller")
    assert bridges.acquire() == (bridge, [])
    assert bridges.acquire()[0] != bridge


def test_a_channel_that_moved_leaves_both_bridges():
    """A bridge is reused only after Asterisk has reported that the channel left."""
    bridges = BridgePool("n-")
    one, _ = bridges.acquire()
    other, _ = bridges.acquire()
    bridges.add_channels(one, ["caller"])
    bridges.add_channels(other, ["caller"])
    bridges.remove_channel("caller")
    assert {bridges.acquire()[0], bridges.acquire()[0]} == {one, other}


def test_our_existing_bridges_are_known_with_their_channels():
    """Our existing bridges are known with their channels; foreign ones are ignored, and new ones have other ids."""
    bridges = BridgePool("n-")
    assert bridges.adopt("n-7", ["caller"])
    assert bridges.adopt("n-3", [])
    assert not bridges.adopt("stranger-1", [])
    assert not bridges.adopt("n-x", [])
    assert bridges.acquire() == ("n-3", [])
    assert bridges.acquire()[0] == "n-8"
    bridges.remove_channel("caller")
    assert bridges.acquire() == ("n-7", [])


def test_after_restart_of_asterisk_no_bridge_is_known():
    """After a restart of Asterisk no bridge is known."""
    bridges = BridgePool("n-")
    bridge, _ = bridges.acquire()
    bridges.add_channels(bridge, ["caller"])
    bridges.clear()
    bridges.remove_channel("caller")
    assert len(bridges) == 0
