"""Logs hold no personal data, even if a caller logs some by mistake."""

import io
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

import pytest
import structlog

from atencion.runtime.logging.configuration import configure_logging, mask_numbers
from atencion.runtime.logging.sink import LINE_BYTES


@pytest.mark.parametrize("text", ["llama 3001234567", "de +573001234567 a 018000555010", "CC 1020304050."])
def test_numbers_of_people_are_masked(text: str) -> None:
    """Telephone and document numbers are masked anywhere in a text."""
    assert not any(word.strip(".+").isdigit() for word in mask_numbers(None, "", {"event": text})["event"].split())


@pytest.mark.parametrize("text", ["ab83ed0670d4f6d6c1f5b1caca29eb2b", "1-1234567", "2026-11-24 16:39:00", "port 15060"])
def test_ids_and_moments_are_left_alone(text: str) -> None:
    """Call ids, stream ids and times are not masked, so an engineer can find them."""
    assert mask_numbers(None, "", {"event": text})["event"] == text


def test_a_traceback_shows_neither_variables_nor_numbers() -> None:
    """log.exception shows where it failed, not the values of variables."""
    stream = io.StringIO()
    with configured(stream):
        caller = "3001234567"
        try:
            raise ValueError(f"bad number {caller}")
        except ValueError:
            structlog.get_logger("test").exception("step_failed")
    assert "ValueError" in stream.getvalue()
    assert "step_failed" in stream.getvalue()
    assert caller not in stream.getvalue()


def test_debug_messages_about_single_calls_and_datagrams_are_not_written() -> None:
    """Debug messages about single calls and datagrams are not written."""
    stream = io.StringIO()
    with configured(stream):
        structlog.get_logger("test").debug("leg_gone")
        structlog.get_logger("test").info("gateway_up")
    assert "leg_gone" not in stream.getvalue()
    assert "gateway_up" in stream.getvalue()


@contextmanager
def configured(stream: TextIO, *, json: bool = False, process: str | None = None) -> Iterator[None]:
    """Configure the log to a stream and restore it afterwards."""
    before, handlers, level = structlog.get_config(), logging.root.handlers[:], logging.root.level
    try:
        configure_logging(stream, json=json, process=process)
        yield
    finally:
        structlog.configure(**before)
        logging.root.handlers[:] = handlers
        logging.root.setLevel(level)


def test_a_json_line_is_one_object() -> None:
    """A line has the time, the level, the process, the event and its fields, with numbers masked."""
    stream = io.StringIO()
    with configured(stream, json=True, process="gateway"):
        structlog.get_logger("test").warning("leg_lost", line="nación", caller="3001234567", code=503, odd={1})
    (line,) = stream.getvalue().splitlines()
    answer = json.loads(line)
    assert datetime.fromisoformat(answer.pop("timestamp")).tzinfo is not None
    assert answer == {
        "process": "gateway",
        "level": "warning",
        "event": "leg_lost",
        "line": "nación",
        "caller": "•••",
        "code": 503,
        "odd": "{1}",
    }


@pytest.mark.parametrize("character", ["x", "ñ", "\n", "日", "\x00"])
def test_a_json_line_is_short_enough_to_stay_whole_in_a_pipe(character: str) -> None:
    """Processes share one pipe, so a long line is cut at its beginning and keeps the error at its end."""
    stream = io.StringIO()
    with configured(stream, json=True, process="api"):
        structlog.get_logger("test").error("failed", exception=character * 9000 + "ValueError: bad", short="whole")
    (line,) = stream.getvalue().splitlines()
    answer = json.loads(line)
    assert 4000 < len(line.encode()) < LINE_BYTES
    assert answer["exception"].startswith("… ")
    assert answer["exception"].endswith("ValueError: bad")
    assert answer["short"] == "whole"


def test_warnings_of_asyncio_and_uvicorn_have_our_format_and_masking() -> None:
    """Warnings of asyncio and uvicorn have our format and masking; their messages below warning are dropped."""
    stream = io.StringIO()
    with configured(stream, json=True, process="api"):
        logging.getLogger("uvicorn.error").log(logging.WARNING + 5, "call of %s", "3001234567")
        logging.getLogger("uvicorn.error").warning("%d is none", "garbled")
        logging.getLogger("uvicorn.error").info("started")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(each["event"], each["level"], each["logger"]) for each in lines] == [
        ("call of •••", "warning", "uvicorn.error"),
        ("%d is none", "warning", "uvicorn.error"),
    ]


class Unprintable:
    """A value whose repr fails."""

    def __repr__(self) -> str:
        raise RuntimeError("no repr")


@pytest.mark.parametrize("as_json", [False, True])
def test_an_event_that_cannot_be_shown_is_counted(as_json: bool) -> None:
    """Logging never raises; the next line counts the event that was lost."""
    stream = io.StringIO()
    with configured(stream, json=as_json):
        structlog.get_logger("test").info("odd", value=Unprintable())
        structlog.get_logger("test").info("next")
    lost, following = stream.getvalue().splitlines()
    assert "log_lines_lost" in lost
    assert "1" in lost
    assert "next" in following


def test_no_log_line_raises_on_a_full_disk(tmp_path: Path) -> None:
    """Lines of ours, of libraries and of errors are lost without an exception, and counted once there is room."""
    log = tmp_path / "api.log"
    with Path("/dev/full").open("w") as stream, log.open("w") as file, configured(stream, json=True):
        structlog.get_logger("test").warning("child_died")
        logging.getLogger("asyncio").error("task failed")
        try:
            raise ValueError("bad")
        except ValueError:
            structlog.get_logger("test").exception("step_failed")
        os.dup2(file.fileno(), stream.fileno())
        structlog.get_logger("test").warning("next")
    lost, following = [json.loads(line) for line in log.read_text().splitlines()]
    assert (lost["event"], lost["count"], following["event"]) == ("log_lines_lost", 3, "next")
