"""Chromium's trace of a page: the tasks of its main thread, which a frame waits for.

Owns the recording and the reading of a trace. It must not know what the page does.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Page

_CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"]
_TASKS = frozenset({"RunTask", "ThreadControllerImpl::RunTask"})
_MAIN_THREAD = "CrRendererMain"


@dataclass
class MainThread:
    """The tasks of the main thread of a page.

    Attributes:
        tasks_ms: wall-clock duration of each task.
        busy_ms: CPU time of each task.
    """

    tasks_ms: list[float] = field(default_factory=list)
    busy_ms: list[float] = field(default_factory=list)


@asynccontextmanager
async def traced(page: Page) -> AsyncIterator[MainThread]:
    """Trace a page; the result is complete at the end of the context."""
    browser = page.context.browser
    assert browser is not None
    result = MainThread()
    await browser.start_tracing(page=page, categories=_CATEGORIES)
    yield result
    events: list[dict[str, Any]] = json.loads(await browser.stop_tracing())["traceEvents"]
    tasks = _tasks_of_busiest(events)
    result.tasks_ms = [each["dur"] / 1000 for each in tasks]
    result.busy_ms = [each.get("tdur", each["dur"]) / 1000 for each in tasks]


def _tasks_of_busiest(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the tasks of the renderer with the most work: the page's; others are spare."""
    threads = {
        (each["pid"], each["tid"])
        for each in events
        if each.get("name") == "thread_name" and each["args"].get("name") == _MAIN_THREAD
    }
    by_thread: dict[tuple[int, int], list[dict[str, Any]]] = {thread: [] for thread in threads}
    for each in events:
        if each.get("name") in _TASKS and each.get("ph") == "X" and (each["pid"], each["tid"]) in threads:
            by_thread[each["pid"], each["tid"]].append(each)
    return max(by_thread.values(), key=lambda tasks: sum(each["dur"] for each in tasks), default=[])
