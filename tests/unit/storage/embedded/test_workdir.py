"""Whether a user can reach a folder, from file modes alone."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.embedded.workdir import UnixUser, can_reach, prepare_folder, socket_folder

STRANGER = UnixUser(54321, 54321)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that all users can enter; pytest's own are below a closed one."""
    folder = Path(tempfile.mkdtemp(prefix="atn-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize(("mode", "passes"), [(0o700, False), (0o710, False), (0o711, True), (0o755, True)])
def test_a_stranger_passes_where_others_may(open_folder: Path, mode: int, passes: bool) -> None:
    """A folder without ``x`` for others blocks all folders below it."""
    gate = open_folder / "gate"
    (gate / "below").mkdir(parents=True)
    gate.chmod(mode)
    assert can_reach(STRANGER, gate / "below") is passes


def test_the_owner_passes_by_his_own_bits(open_folder: Path) -> None:
    """A folder closed to others is open to its owner."""
    open_folder.chmod(0o700)
    assert can_reach(UnixUser(open_folder.stat().st_uid, STRANGER.gid), open_folder)
    assert not can_reach(STRANGER, open_folder)


def test_a_folder_of_ours_is_made_once_and_closed(tmp_path: Path) -> None:
    """The folder belongs to its owner alone, and asking again returns the same one."""
    made = prepare_folder(tmp_path, "data", None)
    assert made.stat().st_mode & 0o777 == 0o700
    assert prepare_folder(tmp_path, "data", None) == made


def test_a_short_path_holds_its_own_sockets() -> None:
    """If the path is short enough, no other folder is made."""
    with socket_folder(Path("/srv/atencion"), "valkey.sock", None) as folder:
        assert folder == Path("/srv/atencion")


def test_a_long_path_gets_a_short_folder_that_goes_away(tmp_path: Path) -> None:
    """A socket's path may have 107 bytes (unix(7)); the substitute folder is removed after use."""
    with socket_folder(tmp_path / ("x" * 120), "valkey.sock", None) as folder:
        assert folder.is_dir()
        assert len(str(folder / "valkey.sock")) <= 107
    assert not folder.exists()
