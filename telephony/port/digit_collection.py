"""Collection of digits: when a digit counts, and when a collection is over. Pure.

Owns the rules of the port's Collect, shared by every gateway that receives digits one by one. Time is an argument, in
seconds of any monotonic clock.
"""

from collections import deque
from typing import NamedTuple

import msgspec

from telephony.port.signals import CollectEnd

KEYS = "0123456789*#ABCD"
"""The keys of a telephone, each at the index of its event code (RFC 4733 §3.2)."""
_TYPE_AHEAD = 32


def check_keys(digits: str) -> None:
    """Check that a telephone has every key.

    Raises:
        ValueError: a character is not a key.
    """
    if strange := [key for key in digits if key not in KEYS]:
        raise ValueError(f"{strange[0]!r} is not a key of a telephone")


class CollectRequest(msgspec.Struct, frozen=True):
    """The parameters of a Collect; see ``telephony.port.Collect``.

    Raises:
        ValueError: it wants no digit, or more than are buffered.
    """

    command_id: str
    max_digits: int
    first_digit_s: float
    between_digits_s: float
    terminator: str
    clears_buffer: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.max_digits <= _TYPE_AHEAD:
            raise ValueError(f"a Collect must have 1 to {_TYPE_AHEAD} digits, not {self.max_digits}")


class CollectResult(NamedTuple):
    """The end of a collection."""

    command_id: str
    digits: str
    ended: CollectEnd


class DigitCollector:
    """Digits pressed on one leg, and the Collect that waits for them, if any.

    Without a Collect, the newest 32 digits are buffered for the next one. The timer does not run during a Play. A new
    Collect replaces a waiting one and takes over its digits.
    """

    __slots__ = ("_deadline", "_request", "_typed_ahead")

    def __init__(self) -> None:
        self._typed_ahead: deque[str] = deque(maxlen=_TYPE_AHEAD)
        self._request: CollectRequest | None = None
        self._deadline: float | None = None

    @property
    def deadline(self) -> float | None:
        """The time of the digit timeout, or None while the timer does not run."""
        return self._deadline

    def start(self, request: CollectRequest, now: float, is_playing: bool) -> CollectResult | None:
        """Begin to collect; buffered digits may complete it at once, unless the request clears them."""
        if request.clears_buffer:
            self._typed_ahead.clear()
        self._request = request
        return self._check_complete(now, is_playing)

    def press(self, key: str, now: float, is_playing: bool) -> CollectResult | None:
        """Handle a pressed key."""
        self._typed_ahead.append(key)
        return self._check_complete(now, is_playing)

    def stop_timer(self) -> None:
        """Stop the timer while a Play is heard."""
        self._deadline = None

    def start_timer(self, now: float) -> None:
        """Start the timer at the end of a Play."""
        self._restart_timer(now)

    def expire(self, now: float) -> CollectResult | None:
        """Return the result of a collection whose timer has run out, or None."""
        if self._request is None or self._deadline is None or now < self._deadline:
            return None
        return self._end(len(self._typed_ahead), "timeout")

    def clear(self) -> None:
        """Drop buffered digits, unless a Collect waits for them."""
        if self._request is None:
            self._typed_ahead.clear()

    def _check_complete(self, now: float, is_playing: bool) -> CollectResult | None:
        request = self._request
        if request is None:
            return None
        for index, key in enumerate(self._typed_ahead):
            if key == request.terminator:
                return self._end(index, "terminator")
            if index + 1 == request.max_digits:
                return self._end(request.max_digits, "complete")
        self._deadline = None
        if not is_playing:
            self._restart_timer(now)
        return None

    def _restart_timer(self, now: float) -> None:
        if self._request is not None:
            self._deadline = now + (
                self._request.between_digits_s if self._typed_ahead else self._request.first_digit_s
            )

    def _end(self, count: int, reason: CollectEnd) -> CollectResult:
        assert self._request is not None
        digits = "".join(self._typed_ahead.popleft() for _ in range(count))
        if reason == "terminator":
            self._typed_ahead.popleft()
        collected = CollectResult(self._request.command_id, digits, reason)
        self._request = self._deadline = None
        return collected
