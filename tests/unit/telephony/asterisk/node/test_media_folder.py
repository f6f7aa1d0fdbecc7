"""The sound folder of a node when sounds change while it is written, and when sounds are gone."""

import threading
from pathlib import Path

import pytest

from telephony.asterisk.configuration import file_name
from telephony.asterisk.node.media_files import MediaFolder
from telephony.port import UnknownSound

OWN, DRAFT, NEW = "saludo", "borrador:saludo", "despedida"
B_S = 0.1
"""Seconds that the second thread has to write the whole folder, if nothing holds it back."""


class ChangingSounds:
    """Sounds that can be replaced and removed."""

    def __init__(self, **sounds: bytes) -> None:
        self.sounds = sounds

    def ulaw(self, key: str) -> bytes:
        """See `telephony.port.Sounds`."""
        if key not in self.sounds:
            raise UnknownSound(key)
        return self.sounds[key]

    alaw = ulaw


class ReplacedSounds(ChangingSounds):
    """Sounds of which another thread installs a new one while the old one is read."""

    def __init__(self, folder: MediaFolder) -> None:
        super().__init__(**{OWN: b"old"})
        self.second = threading.Thread(target=folder.write_sounds, args=[[OWN], self])

    def alaw(self, key: str) -> bytes:
        """Return the sound that was there before the other thread."""
        read = self.ulaw(key)
        if read == b"old":
            self.sounds[OWN] = b"new"
            self.second.start()
            self.second.join(B_S)
        return read


def test_the_sound_that_was_chosen_last_stays(tmp_path: Path) -> None:
    """A thread that read the old sound does not write it over the new one of another thread."""
    folder = MediaFolder(tmp_path)
    sounds = ReplacedSounds(folder)
    folder.write_sounds([OWN], sounds)
    sounds.second.join()
    assert {path.read_bytes() for path in (tmp_path / OWN).iterdir()} == {b"new"}


def test_sounds_that_are_gone_stop_no_installation(tmp_path: Path) -> None:
    """After a draft left the test number, its sounds lose their class, and other sounds are installed."""
    folder, sounds = MediaFolder(tmp_path), ChangingSounds(**{OWN: b"1", DRAFT: b"2"})
    folder.write_sounds([OWN, DRAFT], sounds)
    sounds.sounds = {OWN: b"3", NEW: b"4"}
    folder.write_sounds([NEW], sounds)
    classes = (tmp_path / "classes.conf").read_text()
    assert [f"[{file_name(key)}]" in classes for key in (OWN, DRAFT, NEW)] == [True, False, True]
    assert (tmp_path / OWN / f"{OWN}.ulaw").read_bytes() == b"3"


def test_a_sound_that_never_was_is_an_error_once(tmp_path: Path) -> None:
    """A key without a sound is refused, and the next installation works."""
    folder, sounds = MediaFolder(tmp_path), ChangingSounds(**{OWN: b"1"})
    with pytest.raises(UnknownSound):
        folder.write_sounds([OWN, NEW], sounds)
    folder.write_sounds([OWN], sounds)
    assert (tmp_path / OWN / f"{OWN}.alaw").read_bytes() == b"1"
