"""The antivirus port; `agent_api.tickets.attachments.antivirus` implements it."""

from typing import Protocol

import msgspec


class ScanVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """The antivirus result for a file.

    Attributes:
        finding: the scanner's name for what it found; empty if the file is clean.
        scanner: the antivirus and the version of its signatures.
    """

    finding: str
    scanner: str


class Antivirus(Protocol):
    """Scan files; raises the errors of its implementation."""

    async def version(self) -> str:
        """Return the scanner's name with the version of its signatures."""
        ...

    async def scan(self, content: bytes) -> ScanVerdict:
        """Scan a whole file."""
        ...
