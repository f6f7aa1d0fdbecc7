"""Which campaign a gateway's call belongs to, and how a campaign's own sounds are found."""

import pytest

from calls.peers.port import CallLocations, with_campaign_sounds
from calls.peers.sounds import SharedSounds
from telephony import port
from telephony.port import UnknownSound


class OneSound:
    """Sounds with a single known key."""

    def __init__(self, key: str, sound: bytes) -> None:
        self.key, self.sound = key, sound
        self.keys = [key]

    def ulaw(self, key: str) -> bytes:
        """Return the sound."""
        if key != self.key:
            raise UnknownSound(key)
        return self.sound

    alaw = ulaw


def test_a_call_is_at_home_until_it_goes_away() -> None:
    """Calls that the gateway no longer holds are removed."""
    where = CallLocations("bogota")
    assert where.campaign_of("a") == "bogota"
    where.record_move("a", "cali", lambda call: True)
    where.record_move("b", "norte", lambda call: True)
    assert (where.campaign_of("a"), where.campaign_of("b"), where.calls_in("cali")) == ("cali", "norte", ("a",))
    where.record_move("c", "cali", lambda call: call == "b")
    assert (where.campaign_of("a"), where.calls_in("cali")) == ("bogota", ("c",))


def test_every_sound_of_a_command_is_the_campaigns_own() -> None:
    """Every sound of a command becomes the campaign's own; other values stay."""
    names = {"id": "1", "call_id": "a"}
    assert with_campaign_sounds(port.Play(**names, sounds=("espera", "uno")), "cali") == port.Play(
        **names, sounds=("cali:espera", "cali:uno")
    )
    assert with_campaign_sounds(port.Rescue(**names, sounds=("disculpa",)), "cali") == port.Rescue(
        **names, sounds=("cali:disculpa",)
    )
    assert with_campaign_sounds(port.Music(**names, sound="musica"), "cali") == port.Music(**names, sound="cali:musica")
    for silent in (port.Hold(**names, held=False), port.Music(**names, sound=""), port.Answer(**names)):
        assert with_campaign_sounds(silent, "cali") == silent


def test_two_campaigns_may_have_prompts_of_the_same_name() -> None:
    """A prompt plays the sound of its own campaign; a campaign without sounds has none."""
    sounds = SharedSounds(OneSound("espera", b"here"))
    with pytest.raises(UnknownSound):
        sounds.ulaw("cali:espera")
    sounds.put("cali", OneSound("espera", b"there"))
    assert (sounds.ulaw("espera"), sounds.alaw("cali:espera")) == (b"here", b"there")
    with pytest.raises(UnknownSound):
        sounds.ulaw("cali:otra")
