"""The sounds of a gateway across versions of the site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.peers.sounds import SharedSounds
from telephony import port
from telephony.port import UnknownSound
from telephony.port.commands import required_sounds

KEYS = "abcd"
VERSIONS = ("v0", "v1", "v2", "v3")


class Texts:
    """Sounds that are their own text."""

    def __init__(self, texts: dict[str, bytes]) -> None:
        self._texts = texts
        self.keys = list(texts)

    def ulaw(self, key: str) -> bytes:
        """Return the sound."""
        if key not in self._texts:
            raise UnknownSound(key)
        return self._texts[key]

    alaw = ulaw


SOUNDS = st.dictionaries(st.sampled_from(KEYS), st.binary(max_size=1))


def heard(sounds: SharedSounds, version: str, key: str) -> bytes | None:
    """Return what a call of a version hears, in the law of each leg alike."""
    play = port.Play(id="1", call_id="c", sounds=(key,))
    [own] = required_sounds(sounds.with_kept_sounds(play, version))
    try:
        assert sounds.ulaw(own) == sounds.alaw(own)
        return sounds.ulaw(own)
    except UnknownSound:
        return None


@given(st.lists(st.tuples(SOUNDS, SOUNDS), min_size=2, max_size=4), st.data())
def test_call_hears_the_sounds_of_its_version(
    layers: list[tuple[dict[str, bytes], dict[str, bytes]]], data: st.DataObject
) -> None:
    """After any sequence of versions, every call of any of them hears what it would have heard in its own time."""
    shared, truth = SharedSounds(Texts(layers[0][0])), {}
    shared.put_recordings(Texts(layers[0][1]))
    for number, (texts, recordings) in enumerate(layers):
        if number:
            shared.keep(VERSIONS[number - 1], Texts(texts), Texts(recordings))
            shared.put_home(VERSIONS[number], Texts(texts), Texts(recordings))
        truth[VERSIONS[number]] = texts | recordings
    version, key = data.draw(st.sampled_from(sorted(truth))), data.draw(st.sampled_from(KEYS))
    if key in truth[version]:
        assert heard(shared, version, key) == truth[version][key]


def test_sounds_of_an_older_version_are_kept_where_they_differ() -> None:
    """A process that takes over calls of an older version keeps only what those hear differently."""
    shared = SharedSounds(Texts({"a": b"new", "b": b"same"}))
    kept = shared.keep_older("v0", Texts({"a": b"old", "b": b"same", "c": b"gone"}), Texts({"c": b"rec"}))
    assert sorted(kept) == ["v0:a", "v0:c"]
    assert [heard(shared, "v0", key) for key in "abc"] == [b"old", b"same", b"rec"]
    assert [heard(shared, "v1", key) for key in "ab"] == [b"new", b"same"]
    with pytest.raises(UnknownSound):
        shared.ulaw("v0:b")


def test_version_that_returns_has_its_sounds_of_now() -> None:
    """A return to a version forgets what was kept for it, so that a new recording is heard by its calls too."""
    shared = SharedSounds(Texts({"a": b"one"}))
    shared.keep("v0", Texts({"a": b"two"}), Texts({}))
    shared.put_home("v1", Texts({"a": b"two"}), Texts({}))
    shared.keep("v1", Texts({"a": b"one"}), Texts({}))
    shared.put_home("v0", Texts({"a": b"one"}), Texts({}))
    shared.put_recordings(Texts({"a": b"recorded"}))
    assert [heard(shared, version, "a") for version in ("v0", "v1")] == [b"recorded", b"two"]
