"""Facts of contingency messages: started and ended on a line, and played to a caller. Pure.

The envelope says who started or ended one. No fact contains the reason, because people write it freely. ``message`` is
an id in the site.
"""

from typing import Literal

from config.schema.fields import ContingencyMode
from eventlog.facts.base import Fact

ContingencyEnd = Literal["removed", "replaced", "expired"]
"""A person removed it, another message took its place, or its time was over."""


class ContingencyMessageStarted(Fact, frozen=True, kw_only=True):
    """From here on, callers of a line hear a message; ``until_ms`` is its end, ms since the Unix epoch."""

    line: str
    message: str
    mode: ContingencyMode
    until_ms: int


class ContingencyMessageEnded(Fact, frozen=True, kw_only=True):
    """New callers of a line no longer hear a message."""

    line: str
    message: str
    how: ContingencyEnd


class ContingencyMessagePlayed(Fact, frozen=True, kw_only=True):
    """Playback of a message to the caller began; with the mode ``instead`` the call ends after it."""

    line: str
    message: str
    mode: ContingencyMode


ContingencyFact = ContingencyMessageStarted | ContingencyMessageEnded | ContingencyMessagePlayed
