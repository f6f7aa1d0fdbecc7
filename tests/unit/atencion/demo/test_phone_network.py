"""How whoever the demo calls back takes the call."""

import random

from atencion.demo.phone_network import callee_behaviour


def test_who_is_called_back_picks_up_and_talks_for_a_while() -> None:
    """It rings for seconds, is answered, and ends by itself, before the site gives the ringing up."""
    chance = random.Random(7).random
    for _ in range(50):
        manner = callee_behaviour(chance)
        assert manner.answers
        assert 2.0 <= manner.ringing_s <= 5.0
        assert manner.max_talk_s is not None
        assert 20.0 <= manner.max_talk_s <= 45.0
