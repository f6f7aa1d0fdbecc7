"""The file of dialogs: its slots, and what the next process reads."""

import os
import stat
from pathlib import Path

import msgspec
import pytest

from telephony.pyvoip.sip.dialog import Dialog
from telephony.pyvoip.sip.session.dialog_file import (
    SLOT_BYTES,
    DialogFile,
    DialogFileUnusable,
    StoredDialog,
    decode_slot,
    encode_slot,
)

DIALOG = Dialog(
    call_id="c1",
    local="<sip:bogota@192.0.2.1>;tag=t1",
    remote="<sip:3001234567@198.51.100.7>;tag=f1",
    local_tag="t1",
    remote_tag="f1",
    local_seq=4,
    remote_seq=7,
    target="sip:3001234567@198.51.100.7:5070",
    routes=("<sip:198.51.100.1;lr>",),
    seen_at=("198.51.100.7", 40000),
    via="192.0.2.1:5060",
    contact="<sip:atencion@192.0.2.1:5060>",
)
KEPT = StoredDialog(DIALOG, ("198.51.100.1", 5060))


def tagged(tag: str) -> StoredDialog:
    """Return a dialog under another tag of ours."""
    return StoredDialog(msgspec.structs.replace(DIALOG, local_tag=tag), KEPT.hop)


def left_in(path: Path, slots: int = 2) -> list[StoredDialog]:
    """Return what another process would read, from a copy because the file is locked."""
    copy = path.with_suffix(".copy")
    copy.write_bytes(path.read_bytes())
    return [stored for _, stored in DialogFile(copy, slots).open()]


def test_a_slot_holds_a_dialog_whole() -> None:
    """A slot returns everything that a BYE needs."""
    assert decode_slot(encode_slot(KEPT).ljust(SLOT_BYTES, b"\0")) == KEPT


def test_a_slot_that_was_cut_or_changed_holds_nothing() -> None:
    """A slot cut at any byte, or with one byte changed, holds no dialog."""
    slot = encode_slot(KEPT)
    for at in range(len(slot)):
        assert decode_slot(slot[:at].ljust(SLOT_BYTES, b"\0")) is None
        assert decode_slot(slot[:at] + bytes([slot[at] ^ 1]) + slot[at + 1 :]) is None


def test_a_slot_of_another_format_holds_nothing() -> None:
    """A slot of a later format with a correct checksum is ignored."""
    assert decode_slot(encode_slot(msgspec.structs.replace(KEPT, hop=("198.51.100.1",)))) is None  # type: ignore[arg-type]


def test_a_dialog_that_is_too_long_is_not_kept(tmp_path: Path) -> None:
    """The call continues, and the slot stays free for another."""
    file = DialogFile(tmp_path / "dialogs", 1)
    file.open()
    file.add("t1", StoredDialog(msgspec.structs.replace(DIALOG, routes=("<sip:198.51.100.1;lr>",) * 100), KEPT.hop))
    assert (file.dialog_count, left_in(tmp_path / "dialogs")) == (0, [])
    file.add("t2", tagged("t2"))
    assert file.dialog_count == 1


def test_next_process_finds_last_version_of_each_dialog_that_was_not_wiped(tmp_path: Path) -> None:
    """The next process finds the last version of each dialog that was not wiped, under its tag."""
    file = DialogFile(tmp_path / "dialogs", 3)
    assert file.open() == []
    for tag in ("t1", "t2", "t3"):
        file.add(tag, tagged(tag))
    file.wipe("t2")
    newer = StoredDialog(msgspec.structs.replace(DIALOG, local_seq=9), KEPT.hop)
    file.update("t1", newer)
    file.update("t2", tagged("t2"))  # is no longer kept
    assert sorted(left_in(tmp_path / "dialogs"), key=lambda stored: stored.dialog.local_tag) == [newer, tagged("t3")]


def test_a_wiped_slot_has_no_trace_of_the_caller(tmp_path: Path) -> None:
    """The number is in the file during the call and in no byte of it afterwards."""
    file = DialogFile(tmp_path / "dialogs", 2)
    file.open()
    file.add("t1", KEPT)
    assert b"3001234567" in (tmp_path / "dialogs").read_bytes()
    file.wipe("t1")
    assert not (tmp_path / "dialogs").read_bytes().strip(b"\0")


def test_the_file_is_for_our_user_alone_and_has_all_its_room(tmp_path: Path) -> None:
    """The mode is 600 and every block is allocated, so a full disk cannot stop a write."""
    path = tmp_path / "dialogs"
    path.touch(mode=0o644)
    DialogFile(path, 4).open()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.stat().st_blocks * 512 >= 4 * SLOT_BYTES


def test_more_dialogs_than_slots_are_not_kept(tmp_path: Path) -> None:
    """A call beyond the last slot is served without being stored."""
    file = DialogFile(tmp_path / "dialogs", 1)
    file.open()
    file.add("t1", KEPT)
    file.add("t2", tagged("t2"))
    assert left_in(tmp_path / "dialogs") == [KEPT]
    file.wipe("t2")
    assert file.dialog_count == 1


def test_a_file_that_grew_smaller_gives_all_that_it_holds(tmp_path: Path) -> None:
    """If the next process has fewer slots, all stored dialogs are still read."""
    file = DialogFile(tmp_path / "dialogs", 3)
    file.open()
    for tag in ("t1", "t2", "t3"):
        file.add(tag, tagged(tag))
    assert len(left_in(tmp_path / "dialogs", slots=1)) == 3


def test_two_processes_do_not_share_the_file(tmp_path: Path) -> None:
    """A running process holds the lock, so another one does not hang up its calls."""
    file = DialogFile(tmp_path / "dialogs", 1)
    file.open()
    with pytest.raises(DialogFileUnusable):
        DialogFile(tmp_path / "dialogs", 1).open()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """A symbolic link is refused, because other users may write in the folder."""
    (tmp_path / "other").touch()
    (tmp_path / "dialogs").symlink_to(tmp_path / "other")
    with pytest.raises(DialogFileUnusable):
        DialogFile(tmp_path / "dialogs", 1).open()
    assert os.stat(tmp_path / "other").st_size == 0


def test_without_a_file_nothing_is_kept_and_nothing_fails(tmp_path: Path) -> None:
    """A gateway without a usable file still serves its calls."""
    file = DialogFile(tmp_path / "missing" / "dialogs", 1)
    with pytest.raises(DialogFileUnusable):
        file.open()
    file.add("t1", KEPT)
    file.wipe("t1")
    file.close()
    assert file.dialog_count == 0


def test_a_gateway_that_stops_leaves_no_file(tmp_path: Path) -> None:
    """A gateway that stops hangs up its calls and removes the file."""
    file = DialogFile(tmp_path / "dialogs", 1)
    file.open()
    file.add("t1", KEPT)
    file.close()
    assert list(tmp_path.iterdir()) == []
