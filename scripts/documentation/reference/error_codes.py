"""The page of error codes: each stable `code` of a problem, its HTTP status and its meaning."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

import agent_api
from agent_api.kit.errors import ApiError
from call_router.errors import RouterError
from eventlog.errors import EventlogError
from scripts.documentation.reference.markdown import code, summary, table
from storage.errors import StorageError

HEAD = """# Error codes

Every error of the API is a problem document (RFC 9457) whose `code` is stable. Programs decide by the code; `title` \
and `detail` are Spanish sentences for people. «Retry» says whether the same request may succeed later; then the \
answer has a `Retry-After` header if the API knows a time. This page is generated from the classes of errors.
"""
FRAMEWORK_ERROR: Final = "http_error"
"""The code of an error of the web framework that has no class of ours (`agent_api.kit.problems`)."""
_FRAMEWORK: Final = ("any", "no", "The web framework refuses the request for another reason.")
_ROOTS: Final = (ApiError, RouterError, StorageError, EventlogError)


class ErrorCode(msgspec.Struct, frozen=True):
    """One row: a code with a status and the meanings of the classes that share it."""

    code: str
    status: int
    retryable: bool
    meanings: tuple[str, ...]


def error_classes() -> list[type[Exception]]:
    """Return every class of errors that the API turns into a problem, after it has imported the whole room."""
    for module in pkgutil.walk_packages(agent_api.__path__, f"{agent_api.__name__}."):
        importlib.import_module(module.name)
    return sorted(
        {each for root in _ROOTS for each in _with_subclasses(root) if _room(each) in _ROOMS},
        key=lambda each: (each.__module__, each.__qualname__),
    )


_ROOMS: Final = frozenset({"agent_api", "call_router", "eventlog", "storage"})


def _room(kind: type) -> str:
    return kind.__module__.partition(".")[0]


def _with_subclasses(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _with_subclasses(each)


def error_codes(classes: Iterable[type[Exception]]) -> list[ErrorCode]:
    """Return one row for each code and status, in order of code."""
    rows: dict[tuple[str, int], ErrorCode] = {}
    for kind in classes:
        name: str = kind.code  # type: ignore[attr-defined]
        retryable: bool = kind.retryable  # type: ignore[attr-defined]
        status: int = getattr(kind, "status", 503 if retryable else 500)
        before = rows.get((name, status))
        meanings = (*(before.meanings if before else ()), summary(kind))
        rows[name, status] = ErrorCode(name, status, retryable, tuple(dict.fromkeys(filter(None, meanings))))
    return [rows[key] for key in sorted(rows)]


def page() -> str:
    """Return the page."""
    rows = [
        (code(each.code), str(each.status), "yes" if each.retryable else "no", " ".join(each.meanings))
        for each in error_codes(error_classes())
    ]
    ordered = sorted([*rows, (code(FRAMEWORK_ERROR), *_FRAMEWORK)])
    return f"{HEAD}\n{table(('code', 'status', 'retry', 'meaning'), ordered)}"
