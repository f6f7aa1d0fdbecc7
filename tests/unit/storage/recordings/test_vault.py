"""The folder of encrypted recordings."""

from io import BytesIO
from pathlib import Path

import msgspec
import pytest

from storage.errors import RecordingBroken
from storage.recordings.master_keys import MasterKeys
from storage.recordings.vault import StoredFile, Vault

PLAIN = b"RIFF" + b"sound " * 30_000
OLD, NEW = b"o" * 32, b"n" * 32


def vault(folder: Path, *keys: bytes) -> Vault:
    return Vault(folder / "recordings", lambda: MasterKeys(keys or (OLD,)))


def stored(folder: Path) -> StoredFile:
    return vault(folder).store("c.0-1", "demo/2026-11/c.0-1.rec", BytesIO(PLAIN))


def test_stored_recording_is_read_back(tmp_path: Path) -> None:
    """The whole or a range is read back; the file shows nothing and has no permissions for others."""
    recording = stored(tmp_path)
    file = tmp_path / "recordings" / recording.path
    assert b"".join(vault(tmp_path).read(recording)) == PLAIN
    assert b"".join(vault(tmp_path).read(recording, 70_000, 70_006)) == PLAIN[70_000:70_006]
    assert (recording.plain_size, recording.size) == (len(PLAIN), file.stat().st_size)
    assert b"sound" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_each_recording_has_a_key_of_its_own(tmp_path: Path) -> None:
    """Storing the same bytes twice gives different files."""
    one = stored(tmp_path)
    assert stored(tmp_path).digest != one.digest


def test_a_new_master_key_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    """Only the wrapped key changes; then the old master key is no longer needed."""
    recording = stored(tmp_path)
    again = msgspec.structs.replace(recording, key=vault(tmp_path, NEW, OLD).rewrap(recording))
    assert b"".join(vault(tmp_path, NEW).read(again)) == PLAIN


def test_wrong_length_another_recording_content_and_missing_file_are_each_reported(tmp_path: Path) -> None:
    """A wrong length, another recording's content and a missing file are each reported."""
    recording = stored(tmp_path)
    file = tmp_path / "recordings" / recording.path
    content = file.read_bytes()
    for damaged in (content[:-1], content + b"x", content[:50] + bytes([content[50] ^ 1]) + content[51:]):
        file.write_bytes(damaged)
        with pytest.raises(RecordingBroken):
            list(vault(tmp_path).read(recording))
    vault(tmp_path).remove(recording.path)
    with pytest.raises(RecordingBroken):
        list(vault(tmp_path).read(recording))


def test_removing_twice_is_removing_once(tmp_path: Path) -> None:
    """A second removal does nothing, and partial files are removed too."""
    recording = stored(tmp_path)
    part = tmp_path / "recordings" / f"{recording.path}.part"
    part.write_bytes(b"half")
    for _ in range(2):
        vault(tmp_path).remove(recording.path)
    assert list(part.parent.iterdir()) == []


def test_how_much_of_the_disk_is_free_is_known_before_anything_is_stored(tmp_path: Path) -> None:
    """The free space is known even before the folder exists."""
    assert 0 < vault(tmp_path / "not" / "yet").free_disk_share() <= 1
