"""Logs hold no personal data, even where somebody forgot."""

import io
from pathlib import Path

import pytest
import structlog

from atencion.log_lines import LARGEST_BYTES, log_file, masked, write_logs_to


@pytest.mark.parametrize("text", ["llama 3001234567", "de +573001234567 a 018000555010", "CC 1020304050."])
def test_numbers_of_people_are_masked(text: str) -> None:
    """Telephone numbers and documents do not pass, wherever they stand in a text."""
    assert not any(word.strip(".+").isdigit() for word in masked(None, "", {"event": text})["event"].split())


@pytest.mark.parametrize("text", ["ab83ed0670d4f6d6c1f5b1caca29eb2b", "1-1234567", "2026-11-24 16:39:00", "port 15060"])
def test_ids_and_moments_are_left_alone(text: str) -> None:
    """An engineer still finds a call, a stream id and a moment."""
    assert masked(None, "", {"event": text})["event"] == text


def test_a_traceback_shows_neither_variables_nor_numbers() -> None:
    """log.exception says where it failed, not what the variables held."""
    stream = io.StringIO()
    before = structlog.get_config()
    try:
        write_logs_to(stream)
        caller = "3001234567"
        try:
            raise ValueError(f"bad number {caller}")
        except ValueError:
            structlog.get_logger("test").exception("step_failed")
    finally:
        structlog.configure(**before)
    assert "ValueError" in stream.getvalue()
    assert "step_failed" in stream.getvalue()
    assert caller not in stream.getvalue()


def test_what_is_not_worth_a_line_is_not_written() -> None:
    """Details of single calls and datagrams (debug) do not fill the disk."""
    stream = io.StringIO()
    before = structlog.get_config()
    try:
        write_logs_to(stream)
        structlog.get_logger("test").debug("leg_gone")
        structlog.get_logger("test").info("gateway_up")
    finally:
        structlog.configure(**before)
    assert "leg_gone" not in stream.getvalue()
    assert "gateway_up" in stream.getvalue()


def test_a_log_begins_anew_when_it_has_grown(tmp_path: Path) -> None:
    """A log beyond its size is set aside at a start, in the place of the one set aside before."""
    for content in (b"a", b"b"):
        log_file(tmp_path / "logs", "api").write_bytes(content * (LARGEST_BYTES + 1))
    assert log_file(tmp_path / "logs", "api") == tmp_path / "logs" / "api.log"
    assert [path.name for path in (tmp_path / "logs").iterdir()] == ["api.log.1"]
    assert (tmp_path / "logs" / "api.log.1").read_bytes()[:1] == b"b"
