"""The port of a look-up: what it is asked, what it answers, and how it fails.

A package adds a look-up with an entry point of the group ``atencion.lookups``: a function that takes `LookupParts` and
returns a `MenuLookupSource`.
"""

from collections.abc import Mapping
from typing import Any, Final, Protocol

import msgspec

from config.lookup_environment import LookupEnvironment
from config.site.model import Site
from eventlog.facts.calls.menu import MenuLookupReason
from ivr.menu_steps import SpokenValue

NO_MATCH: Final = "no_match"
"""Outcome of a guarded look-up for data that do not match, and for data that do not exist: one word for both."""


class MenuQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The question of a caller; personal data, which must not be logged.

    Attributes:
        name: of the look-up.
        call_id: the call in which it is asked; a driver that takes a call over asks again.
        inputs: digits by datum.
        caller: the caller's number; empty if it is unknown, or came by a trunk that the site does not list.
        large_client: whether the number belongs to a large client.
    """

    name: str
    call_id: str
    inputs: Mapping[str, str]
    line: str
    caller: str = ""
    large_client: bool = False


class MenuAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of a look-up.

    Attributes:
        values: what can be said.
        ticket: number of the petition that it found, for the log; no other personal datum.
    """

    outcome: str
    values: Mapping[str, SpokenValue] = {}
    ticket: str = ""


class LookupUnavailable(Exception):
    """The look-up has no answer."""

    def __init__(self, reason: MenuLookupReason) -> None:
        super().__init__(reason)
        self.reason: MenuLookupReason = reason


class MenuLookupSource(Protocol):
    """A look-up; ``guarded`` says whether its wrong answers count as guesses."""

    guarded: bool

    async def look_up(self, query: MenuQuery, site: Site) -> MenuAnswer:
        """Answer a query; the caller of this limits the time.

        Raises:
            LookupUnavailable: with the reason.
            StorageError: PostgreSQL is away.
        """
        ...


class LookupParts(msgspec.Struct, frozen=True, kw_only=True):
    """Parts with which a look-up is built.

    Attributes:
        engine: opens the database's engine on first use.
        cipher: of personal data.
        environment: addresses and secrets of other systems.
    """

    campaign: str
    engine: Any
    cipher: Any
    environment: LookupEnvironment


class LookupSources(Protocol):
    """The installed look-ups."""

    def find(self, name: str, site: Site) -> MenuLookupSource:
        """Return a look-up.

        Raises:
            LookupUnavailable: it is not installed.
        """
        ...


class NoLookups:
    """No look-up is installed: each fails, so that its failure branch leads on."""

    def find(self, name: str, site: Site) -> MenuLookupSource:
        """Raise LookupUnavailable."""
        raise LookupUnavailable("not_configured")
