"""How our processes write their logs: one line an event, without personal data.

Owns the form of a line, and the last guard: whatever looks like a person's number is masked, in values and in
tracebacks, and a traceback never shows the values of variables. The first guard is that nobody logs them.
"""

import re
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

# Seven digits or more that stand alone: a telephone number or a document, not a part of an id in hex or of a moment.
_NUMBER = re.compile(r"(?<![\w.:-])\+?\d{7,15}(?![\w-])")
_MASK = "•••"


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
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )


def masked(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask what looks like a person's number in everything that is text."""
    for key, value in event.items():
        if isinstance(value, str) and key != "timestamp":
            event[key] = _NUMBER.sub(_MASK, value)
    return event
