"""The servers that tests have started: whole systems, Asterisk, browsers, PostgreSQL, Valkey, clusters.

Owns the count of this process; `run_times` attaches it to the report of the test that started them.
"""

from typing import Literal

Booted = Literal["system", "asterisk", "browser", "postgres", "valkey", "cluster"]

_boots: list[Booted] = []


def count_boot(booted: Booted) -> None:
    """Count the start of a server."""
    _boots.append(booted)


def take_boots() -> list[Booted]:
    """Return the starts since the last call, in their order."""
    boots = _boots.copy()
    _boots.clear()
    return boots
