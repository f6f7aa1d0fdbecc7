"""Times as milliseconds since the Unix epoch, the form in which facts, Valkey and the stream hold them. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Final

MILLISECOND: Final = timedelta(milliseconds=1)
_UNIX_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def from_milliseconds(ms: int) -> datetime:
    """Convert milliseconds since the Unix epoch to an aware UTC time; exact, never through a float."""
    return _UNIX_EPOCH + ms * MILLISECOND


def to_milliseconds(at: datetime) -> int:
    """Convert an aware time to milliseconds since the Unix epoch, rounded down."""
    return (at - _UNIX_EPOCH) // MILLISECOND
