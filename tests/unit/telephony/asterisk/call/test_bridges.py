"""Bridges of a node: used again, and never by two calls at once."""

from telephony.asterisk.ari import rest
from telephony.asterisk.call.bridges import BridgePool


def test_a_bridge_is_made_once_and_used_again_when_it_is_empty():
    """A second call waits for nobody's bridge, and a third takes the one that the first has left."""
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
    """Joining again what is there, as after a lost answer, frees the bridge no second time."""
    bridges = BridgePool("n-")
    bridge, _ = bridges.acquire()
    bridges.add_channels(bridge, ["caller"])
    bridges.add_channels(bridge, ["caller"])
    bridges.remove_channel("caller")
    bridges.remove_channel("caller")
    assert bridges.acquire() == (bridge, [])
    assert bridges.acquire()[0] != bridge


def test_a_channel_that_moved_leaves_both_bridges():
    """Only when Asterisk has said that it is gone is either given to another call."""
    bridges = BridgePool("n-")
    one, _ = bridges.acquire()
    other, _ = bridges.acquire()
    bridges.add_channels(one, ["caller"])
    bridges.add_channels(other, ["caller"])
    bridges.remove_channel("caller")
    assert {bridges.acquire()[0], bridges.acquire()[0]} == {one, other}


def test_bridges_from_before_are_taken_up():
    """Those of ours that Asterisk still has are known with who is in them; others are not ours; new ones differ."""
    bridges = BridgePool("n-")
    assert bridges.adopt("n-7", ["caller"])
    assert bridges.adopt("n-3", [])
    assert not bridges.adopt("stranger-1", [])
    assert not bridges.adopt("n-x", [])
    assert bridges.acquire() == ("n-3", [])
    assert bridges.acquire()[0] == "n-8"
    bridges.remove_channel("caller")
    assert bridges.acquire() == ("n-7", [])


def test_a_node_that_began_anew_has_none():
    """What was known of bridges ends with Asterisk's process."""
    bridges = BridgePool("n-")
    bridge, _ = bridges.acquire()
    bridges.add_channels(bridge, ["caller"])
    bridges.clear()
    bridges.remove_channel("caller")
    assert len(bridges) == 0
