"""Rotation of log files while their processes write; a limited number is kept."""

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from atencion.runtime.logging.rotation import KEPT_FILES, log_file, rotate


def written(log: Path) -> dict[str, str]:
    """Return what each file holds, by its number."""
    return {path.name: path.read_text() for path in sorted(log.parent.iterdir())}


def test_a_process_goes_on_in_an_empty_file(tmp_path: Path) -> None:
    """The copy has all that was written, and the process continues at the start of the emptied file."""
    log = log_file(tmp_path / "logs", "api")
    with log.open("ab", buffering=0) as process:
        process.write(b"first\n")
        rotate(log, 5)
        process.write(b"second\n")
        assert written(log) == {"api.log": "second\n", "api.log.1": "first\n"}


def test_only_the_latest_are_kept(tmp_path: Path) -> None:
    """The oldest file is removed at the limit; the latest has the lowest number."""
    log = log_file(tmp_path / "logs", "api")
    for number in range(KEPT_FILES + 3):
        log.write_text(f"{number}\n")
        rotate(log, 1)
    assert written(log) == {"api.log": "", "api.log.1": "5\n", "api.log.2": "4\n", "api.log.3": "3\n"}


def test_a_log_that_has_not_grown_is_left_alone(tmp_path: Path) -> None:
    """A log below its size limit is not rotated."""
    log = log_file(tmp_path / "logs", "api")
    log.write_text("x" * 10)
    rotate(log, 10)
    assert written(log) == {"api.log": "x" * 10}


def test_rotated_file_keeps_permissions_of_log(tmp_path: Path) -> None:
    """A rotated file keeps the permissions of the log."""
    log = log_file(tmp_path / "logs", "api")
    log.write_text("x" * 10)
    log.chmod(0o600)
    rotate(log, 1)
    assert log.with_name("api.log.1").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("room", "remaining"), [(0, {"api.log"}), (15, {"api.log", "api.log.1", "api.log.2"})])
def test_a_full_disk_keeps_the_log_and_gives_up_older_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int, remaining: set[str]
) -> None:
    """Without room for a copy, the oldest copies are removed; if that is not enough, nothing is copied."""
    log = log_file(tmp_path / "logs", "api")
    for name in ("api.log.1", "api.log.2"):
        log.with_name(name).write_text("x" * 10)
    log.write_text("y" * 20)

    def free(folder: Path) -> object:
        used = sum(os.stat(each).st_size for each in Path(folder).iterdir())
        return SimpleNamespace(free=room + 40 - used)

    monkeypatch.setattr(shutil, "disk_usage", free)
    rotate(log, 1)
    assert set(written(log)) == remaining
    assert "y" * 20 in written(log).values()
