"""The antivirus as the application sees it; `agent_api.tickets.attachments.antivirus` implements it."""

from typing import Protocol

import msgspec


class ScanVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the antivirus said of a file.

    Attributes:
        finding: what it found, as it names it; empty for nothing.
        scanner: which antivirus, with the version of its signatures.
    """

    finding: str
    scanner: str


class Antivirus(Protocol):
    """Examines files; raises the errors of its implementation."""

    async def version(self) -> str:
        """Return its name with the version of its signatures."""
        ...

    async def scan(self, content: bytes) -> ScanVerdict:
        """Examine a whole file."""
        ...
