"""Starts the programs of this folder, each in a process of its own.

They are forked from one process that has loaded their modules: loading them takes longer than what they do.
"""

import asyncio
from importlib import import_module
from multiprocessing import get_context
from typing import Final

_FOLDER: Final = "tests.support.crash_programs"
_PROGRAMS: Final = ("erasure", "intake", "outbox_relay", "postman", "recorder", "twilio_recordings")
_FORKS: Final = get_context("forkserver")
_FORKS.set_forkserver_preload(["__main__", *(f"{_FOLDER}.{each}" for each in _PROGRAMS)])


async def run_program(name: str, *words: str) -> int | None:
    """Run a program to its end, and return its exit status; the negative number of the signal that killed it."""
    process = _FORKS.Process(target=_run, args=(name, words))
    process.start()
    await asyncio.to_thread(process.join)
    return process.exitcode


def _run(name: str, words: tuple[str, ...]) -> None:
    asyncio.run(import_module(f"{_FOLDER}.{name}").main(*words))
