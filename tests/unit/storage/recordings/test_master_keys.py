"""Master keys: the first wraps, all open, each wrapped key is one recording's."""

import base64
from pathlib import Path

import msgspec
import pytest

from config.errors import SettingsInvalid
from config.settings import Settings
from storage.errors import MasterKeyUnknown, RecordingBroken
from storage.recordings.master_keys import KEYS_FILE, MasterKeys, load_master_keys, prepare_master_keys

OLD, NEW, DATA = b"o" * 32, b"n" * 32, b"d" * 32


def test_what_one_wraps_all_that_know_it_open() -> None:
    """After a new key was put first, what the old one wrapped still opens, and new ones are wrapped with the new."""
    wrapped = MasterKeys([OLD]).wrap(DATA, "c.0-1")
    both = MasterKeys([NEW, OLD])
    assert both.unwrap(wrapped, "c.0-1") == DATA
    again = both.wrap(DATA, "c.0-1")
    assert (again.key_id, wrapped.key_id) == (both.current, MasterKeys([OLD]).current)
    assert MasterKeys([NEW]).unwrap(again, "c.0-1") == DATA
    assert DATA not in again.data


def test_a_key_taken_away_opens_nothing_any_more() -> None:
    """The error names the key that is missing."""
    wrapped = MasterKeys([OLD]).wrap(DATA, "c.0-1")
    with pytest.raises(MasterKeyUnknown, match=wrapped.key_id):
        MasterKeys([NEW]).unwrap(wrapped, "c.0-1")


def test_a_wrapped_key_is_one_recordings() -> None:
    """Put beside another recording, changed, or under another master key's name, it does not open."""
    keys = MasterKeys([NEW, OLD])
    wrapped = keys.wrap(DATA, "c.0-1")
    moved = msgspec.structs.replace(wrapped, key_id=MasterKeys([OLD]).current)
    changed = msgspec.structs.replace(wrapped, data=wrapped.data[:-1] + bytes([wrapped.data[-1] ^ 1]))
    for each, recording in ((wrapped, "c.0-2"), (moved, "c.0-1"), (changed, "c.0-1")):
        with pytest.raises(RecordingBroken):
            keys.unwrap(each, recording)


@pytest.mark.parametrize("keys", [[], [b"short"], [NEW, b""]])
def test_what_is_no_key_is_refused(keys: list[bytes]) -> None:
    """No key, or one of another length."""
    with pytest.raises(ValueError, match="32 bytes"):
        MasterKeys(keys)


def settings_with(tmp_path: Path, content: str | None = None, **more: object) -> Settings:
    if content is not None:
        (tmp_path / KEYS_FILE).write_text(content)
    return Settings(data_dir=tmp_path, **more)  # type: ignore[arg-type]


def text(key: bytes) -> str:
    return base64.b64encode(key).decode()


def test_the_file_has_a_key_a_line(tmp_path: Path) -> None:
    """The first is in force; empty lines mean nothing."""
    keys = load_master_keys(settings_with(tmp_path, f"{text(NEW)}\n\n  {text(OLD)}  \n"))
    assert keys.current == MasterKeys([NEW]).current
    assert keys.unwrap(MasterKeys([OLD]).wrap(DATA, "r"), "r") == DATA


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "Faltan las llaves"), ("\n", "Faltan las llaves"), (f"{text(NEW)}\nno\n", "línea 2"), ("ñ\n", "línea 1")],
)
def test_a_file_that_is_none_is_told(tmp_path: Path, content: str | None, message: str) -> None:
    """One sentence that says what is missing, or which line is wrong; never the line itself."""
    with pytest.raises(SettingsInvalid, match=message):
        load_master_keys(settings_with(tmp_path, content))


def test_embedded_servers_have_a_key_of_their_own(tmp_path: Path) -> None:
    """It is made once, and not where the database is somebody else's."""
    prepare_master_keys(settings_with(tmp_path, database_url="postgresql://db/x"))
    assert not (tmp_path / KEYS_FILE).exists()
    prepare_master_keys(settings_with(tmp_path))
    first = (tmp_path / KEYS_FILE).read_text()
    prepare_master_keys(settings_with(tmp_path))
    assert (tmp_path / KEYS_FILE).read_text() == first
    assert load_master_keys(settings_with(tmp_path)).current
