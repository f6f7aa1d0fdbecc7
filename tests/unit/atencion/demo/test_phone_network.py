"""The simulated phone of a person whom the demo calls back."""

import random

from atencion.demo.phone_network import callee_behaviour


def test_who_is_called_back_picks_up_and_talks_for_a_while() -> None:
    """The phone rings for some seconds, is answered before the site's limit, and hangs up by itself."""
    chance = random.Random(7).random
    for _ in range(50):
        manner = callee_behaviour(chance)
        assert manner.answers
        assert 2.0 <= manner.ringing_s <= 5.0
        assert manner.max_talk_s is not None
        assert 20.0 <= manner.max_talk_s <= 45.0
