"""The log configuration of our processes: one line per event from `info` on, without personal data.

Owns the format of a line, as text or JSON, and the last safeguard: anything that looks like a person's number is
masked, in values and tracebacks, and tracebacks never show variables. The first safeguard is not to log personal data.
Logging never raises: lines that cannot be written are counted (`atencion.runtime.logging.sink`).
"""

import logging
import re
import sys
import threading
from collections.abc import MutableMapping, Sequence
from types import TracebackType
from typing import Any, Final, TextIO, cast

import structlog

from atencion.runtime.logging.sink import LINE_BYTES, LogSink, writer_for
from config.settings import Settings

# Seven digits or more as a word: a telephone number or a document, not part of a hex id or of a timestamp.
_NUMBER = re.compile(r"(?<![\w.:-])\+?\d{7,15}(?![\w-])")
_MASK: Final = "•••"
_CUT: Final = "… "
_MAX_CHARACTER_BYTES: Final = 6  # of a character in JSON: RFC 8259, 7
_LEVELS: Final = logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL

Event = MutableMapping[str, Any]


def configure_process_logging(settings: Settings, process: str) -> None:
    """Configure this process's log as the settings say, including uncaught errors.

    Args:
        settings: choose standard error, which the supervisor redirects to a file of the process, or the standard output
            that all processes of this node share.
        process: named in each line of the shared output.
    """
    stream = sys.stderr if settings.logs == "files" else sys.stdout
    configure_logging(stream, json=settings.logs == "json", process=None if settings.logs == "files" else process)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda failure: _log_uncaught(failure.exc_type, failure.exc_value, failure.exc_traceback)


def configure_logging(stream: TextIO, *, json: bool = False, process: str | None = None) -> None:
    """Send the logs of this process to a stream.

    Args:
        stream: for the lines.
        json: one JSON object per line instead of text.
        process: named in each line; None if the stream is the process's own.
    """
    processors = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        lambda _, __, event: event if process is None else {"process": process, **event},
        mask_numbers,
        *(_json_processors() if json else _console_processors()),
    ]
    sink = LogSink(writer_for(stream), lambda count: _render(processors, "log_lines_lost", count=count))
    structlog.configure(
        processors=processors,
        wrapper_class=_safe_logger_class(sink),
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, sink)),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_ForwardHandler()], level=logging.WARNING, force=True)
    # It logs the traceback of a malformed message, whose text is personal; our code logs the outcome.
    logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


def mask_numbers(_: object, __: str, event: Event) -> Event:
    """Mask everything in texts that looks like a person's number."""
    for key, value in event.items():
        if isinstance(value, str) and key != "timestamp":
            event[key] = _NUMBER.sub(_MASK, value)
    return event


def shorten(_: object, __: str, event: Event) -> Event:
    """Cut the beginnings of the longest texts until the event fits one line of `LINE_BYTES` as JSON."""
    while (excess := len(str(_JSON(None, "", dict(event))).encode()) + 1 - LINE_BYTES) > 0:
        texts = {key: value for key, value in event.items() if isinstance(value, str)}
        longest = max(texts, key=lambda key: len(texts[key]), default="")
        if len(texts.get(longest, "")) <= len(_CUT):
            break
        remaining = len(texts[longest]) - len(_CUT) - max(excess // _MAX_CHARACTER_BYTES, 1)
        event[longest] = _CUT + texts[longest][-remaining:] if remaining > 0 else ""
    return event


_JSON: Final = structlog.processors.JSONRenderer(ensure_ascii=False, default=repr)


def _json_processors() -> Sequence[Any]:
    return shorten, _JSON


def _console_processors() -> Sequence[Any]:
    return (structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),)


def _render(processors: Sequence[Any], name: str, **fields: object) -> str:
    event: Any = {"event": name, **fields}
    for processor in processors:
        event = processor(None, "warning", event)
    return f"{event}\n"


def _safe_logger_class(sink: LogSink) -> type[structlog.typing.FilteringBoundLogger]:
    """Return a bound logger that counts events that cannot be rendered as lost."""
    filtering: Any = structlog.make_filtering_bound_logger(logging.INFO)

    class NeverRaising(filtering):  # type: ignore[misc]
        """Logs from `info` on, and never raises."""

        def _proxy_to_logger(self, method_name: str, event: str | None = None, **fields: Any) -> None:
            try:
                super()._proxy_to_logger(method_name, event, **fields)
            except Exception:  # for example a repr that fails, or a reserved field name
                sink.count_lost()

    return NeverRaising


class _ForwardHandler(logging.Handler):
    """Passes the `logging` records of libraries through our own format and masking."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log a record, at its level."""
        try:
            text = record.getMessage()
        except Exception:
            text = str(record.msg)
        level = max(each for each in _LEVELS if each <= max(record.levelno, logging.INFO))
        structlog.get_logger().log(level, text, logger=record.name, exc_info=record.exc_info)


def _log_uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    exc_info = (kind, error, trace) if error is not None else None
    structlog.get_logger(__name__).critical("process_failed", exc_info=exc_info)
