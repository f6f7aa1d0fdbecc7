"""The hard-coded command sequence that the router is compared with."""

from benchmarks.routing.straight_line import library_text


def test_call_advisor_campaign_and_clock_of_recorded_command_are_replaced() -> None:
    """Call, advisor, campaign and clock of the recorded command are replaced; every other byte stays."""
    command = [b"HSET", b"{traza}:call:c9000001", b"state", b"it's \x00 for asesor99999", b"at", b"1800000015000"]
    library = library_text({"answer": [command]})
    assert (
        "redis.call('HSET', tag .. ':call:' .. call, 'state', 'it\\039s \\000 for ' .. advisor, 'at', now)" in library
    )


def test_a_place_is_the_same_in_every_act() -> None:
    """A call has the same position in the line in every act."""
    insertion = [b"ZADD", b"{traza}:waiting:q", b"1800000000000", b"000000000000003:c9000001"]
    removal = [b"ZREM", b"{traza}:waiting:q", b"000000000000004:c9000002"]
    library = library_text({"enqueue": [insertion], "complete": [removal]})
    assert "'000000000000000:' .. call)" in library
    assert "'000000000000000:' .. other)" in library
