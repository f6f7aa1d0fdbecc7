"""The simulated phone of a person whom the demo calls back."""

import random

from atencion.demo.phone_network import callee_behaviour


def test_phone_rings_for_some_seconds_is_answered_before_site_limit() -> None:
    """The phone rings for some seconds, is answered before the site's limit, and hangs up by itself."""
    chance = random.Random(7).random
    for _ in range(50):
        manner = callee_behaviour(chance)
        assert manner.answers
        assert 2.0 <= manner.ringing_s <= 5.0
        assert manner.max_talk_s is not None
        assert 20.0 <= manner.max_talk_s <= 45.0
