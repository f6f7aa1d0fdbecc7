"""How our processes write their logs: one line an event from `info` on, without personal data.

Owns the form of a line, the size of a file, and the last guard: whatever looks like a person's number is masked, in
values and in tracebacks, and a traceback never shows the values of variables. The first guard is that nobody logs them.
"""

import logging
import re
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog

# Seven digits or more that stand alone: a telephone number or a document, not a part of an id in hex or of a moment.
_NUMBER = re.compile(r"(?<![\w.:-])\+?\d{7,15}(?![\w-])")
_MASK = "•••"

LARGEST_BYTES = 5_000_000
"""A log that has grown beyond begins anew at the next start; the one before is kept beside it."""


def write_logs_to(stream: TextIO) -> None:
    """Let every logger of this process write to a stream."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            masked,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(stream=stream, level=logging.WARNING)
    # It logs the traceback of a garbled message, whose text is personal; who calls it says what came of it.
    logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


def log_file(folder: Path, name: str) -> Path:
    """The file of a process's log, not longer than it may be; its folder is made.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.log"
    if file.exists() and file.stat().st_size > LARGEST_BYTES:
        file.replace(folder / f"{name}.log.1")
    return file


def masked(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask what looks like a person's number in everything that is text."""
    for key, value in event.items():
        if isinstance(value, str) and key != "timestamp":
            event[key] = _NUMBER.sub(_MASK, value)
    return event
