"""Rendering in a child process: the same files, and an error where there are none."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from agent_api.reports.renderers import files
from agent_api.reports.renderers.files import RenderFailed, make_files, render_files
from tests.support.report_day import report

pytestmark = pytest.mark.integration


@pytest.fixture
def replace_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that lets a shell script run in place of Python."""

    def replace(script: str) -> None:
        file = tmp_path / "python"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o700)
        monkeypatch.setattr(sys, "executable", str(file))

    return replace


async def test_a_child_process_makes_the_files_that_this_process_would_make() -> None:
    """The stored data, the PDF and the CSV are equal byte by byte."""
    made, expected = await render_files(report(), logo=""), make_files(msgspec.json.encode(report()))
    assert (made.content, made.pdf, made.csv) == (expected.content, expected.pdf, expected.csv)
    assert made.xlsx.startswith(b"PK")


async def test_a_child_that_fails_is_an_error_with_its_last_line(replace_python: Callable[[str], None]) -> None:
    """The worker's log has the reason."""
    replace_python("cat > /dev/null\necho 'no font' >&2\nexit 3")
    with pytest.raises(RenderFailed, match="exit status 3: no font"):
        await render_files(report(), logo="")


async def test_a_child_that_hangs_is_killed(
    replace_python: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is killed after the time limit, and leaves nothing."""
    pid = tmp_path / "pid"
    replace_python(f"echo $$ > {pid}\nexec sleep 600")
    monkeypatch.setattr(files, "RENDER_TIMEOUT_S", 0.5)
    with pytest.raises(RenderFailed, match="no answer"):
        await render_files(report(), logo="")
    with pytest.raises(ProcessLookupError):
        os.kill(int(await asyncio.to_thread(pid.read_text)), 0)
