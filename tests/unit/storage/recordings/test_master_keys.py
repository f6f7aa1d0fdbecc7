"""Master keys: the first wraps, all unwrap, and each wrapped key belongs to one recording."""

import base64
from pathlib import Path

import msgspec
import pytest

from config.errors import SettingsInvalid
from config.settings import Settings
from storage.errors import MasterKeyUnknown, RecordingBroken
from storage.recordings.master_keys import KEYS_FILE, MasterKeys, load_master_keys, prepare_master_keys

OLD, NEW, DATA = b"o" * 32, b"n" * 32, b"d" * 32


def test_rotated_master_key_opens_old_and_wraps_new_keys() -> None:
    """After a rotation old wrapped keys still open, and new ones use the new master key."""
    wrapped = MasterKeys([OLD]).wrap(DATA, "c.0-1")
    both = MasterKeys([NEW, OLD])
    assert both.unwrap(wrapped, "c.0-1") == DATA
    again = both.wrap(DATA, "c.0-1")
    assert (again.key_id, wrapped.key_id) == (both.current, MasterKeys([OLD]).current)
    assert MasterKeys([NEW]).unwrap(again, "c.0-1") == DATA
    assert DATA not in again.data


def test_missing_master_key_is_named() -> None:
    """The error names the missing key."""
    wrapped = MasterKeys([OLD]).wrap(DATA, "c.0-1")
    with pytest.raises(MasterKeyUnknown, match=wrapped.key_id):
        MasterKeys([NEW]).unwrap(wrapped, "c.0-1")


def test_a_wrapped_key_is_one_recordings() -> None:
    """A wrapped key does not open if it is moved, changed or labelled with another master key."""
    keys = MasterKeys([NEW, OLD])
    wrapped = keys.wrap(DATA, "c.0-1")
    moved = msgspec.structs.replace(wrapped, key_id=MasterKeys([OLD]).current)
    changed = msgspec.structs.replace(wrapped, data=wrapped.data[:-1] + bytes([wrapped.data[-1] ^ 1]))
    for each, recording in ((wrapped, "c.0-2"), (moved, "c.0-1"), (changed, "c.0-1")):
        with pytest.raises(RecordingBroken):
            keys.unwrap(each, recording)


@pytest.mark.parametrize("keys", [[], [b"short"], [NEW, b""]])
def test_empty_key_and_one_of_another_length_are_refused(keys: list[bytes]) -> None:
    """An empty key and one of another length are refused."""
    with pytest.raises(ValueError, match="32 bytes"):
        MasterKeys(keys)


def settings_with(tmp_path: Path, content: str | None = None, **more: object) -> Settings:
    if content is not None:
        (tmp_path / KEYS_FILE).write_text(content)
    return Settings(data_dir=tmp_path, **more)  # type: ignore[arg-type]


def text(key: bytes) -> str:
    return base64.b64encode(key).decode()


def test_the_file_has_a_key_a_line(tmp_path: Path) -> None:
    """The first line is the key in force; empty lines do not matter."""
    keys = load_master_keys(settings_with(tmp_path, f"{text(NEW)}\n\n  {text(OLD)}  \n"))
    assert keys.current == MasterKeys([NEW]).current
    assert keys.unwrap(MasterKeys([OLD]).wrap(DATA, "r"), "r") == DATA


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "Faltan las llaves"), ("\n", "Faltan las llaves"), (f"{text(NEW)}\nno\n", "línea 2"), ("ñ\n", "línea 1")],
)
def test_invalid_key_file_is_reported(tmp_path: Path, content: str | None, message: str) -> None:
    """One sentence says what is missing or which line is wrong, without showing the line."""
    with pytest.raises(SettingsInvalid, match=message):
        load_master_keys(settings_with(tmp_path, content))


def test_embedded_servers_have_a_key_of_their_own(tmp_path: Path) -> None:
    """The file is generated once, and never for an external database."""
    prepare_master_keys(settings_with(tmp_path, database_url="postgresql://db/x"))
    assert not (tmp_path / KEYS_FILE).exists()
    prepare_master_keys(settings_with(tmp_path))
    first = (tmp_path / KEYS_FILE).read_text()
    prepare_master_keys(settings_with(tmp_path))
    assert (tmp_path / KEYS_FILE).read_text() == first
    assert load_master_keys(settings_with(tmp_path)).current
