"""Who guesses passwords: slowed from the fourth wrong answer, then banned, each time for longer. Pure.

Owns the arithmetic of patience, and a bounded memory of who has tried. Wrong answers count against the source address
and against the user that they name, known or not. A phone that was right before at its address is judged by its own
record alone: neither a guesser behind the same address nor one elsewhere who names its user locks it out. It must not
read a clock or wait.
"""

from collections import OrderedDict
from datetime import datetime, timedelta

import msgspec

FREE_FAILURES = 3
"""Wrong answers that cost nothing: people mistype."""
FAILURES_BEFORE_BAN = 10
"""Wrong answers that bring a ban."""
FIRST_DELAY = timedelta(milliseconds=500)
MAX_DELAY = timedelta(seconds=4)
FIRST_BAN = timedelta(minutes=1)
MAX_BAN = timedelta(hours=1)
FORGET_AFTER = timedelta(hours=1)
"""After so long without a wrong answer all is forgotten, beyond the end of a ban."""
TRUST_PERIOD = timedelta(days=7)
_MAX_RECORDS = 8192
_NEVER = timedelta(0)

ThrottleKey = tuple[str, ...]


class ThrottleRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of one source, user or phone.

    Attributes:
        failures: wrong answers since the last ban.
        bans: how often it was banned.
        last_failure_at: when it was wrong last.
        banned_until: when its ban ends or ended; ``last_failure_at`` when there was none.
    """

    failures: int
    bans: int
    last_failure_at: datetime
    banned_until: datetime

    def is_banned(self, now: datetime) -> bool:
        """Whether a ban is in force."""
        return self.bans > 0 and now < self.banned_until

    def is_forgotten(self, now: datetime) -> bool:
        """Whether it has been quiet for long enough."""
        return now >= max(self.last_failure_at, self.banned_until) + FORGET_AFTER


def after_failure(record: ThrottleRecord | None, now: datetime) -> ThrottleRecord:
    """The record after one more wrong answer."""
    if record is None or record.is_forgotten(now):
        record = ThrottleRecord(failures=0, bans=0, last_failure_at=now, banned_until=now)
    if record.failures + 1 < FAILURES_BEFORE_BAN:
        return msgspec.structs.replace(record, failures=record.failures + 1, last_failure_at=now)
    return ThrottleRecord(
        failures=0, bans=record.bans + 1, last_failure_at=now, banned_until=now + ban_length(record.bans)
    )


def ban_length(ban_count: int) -> timedelta:
    """How long a ban is after so many earlier ones."""
    return min(FIRST_BAN * (1 << min(ban_count, 16)), MAX_BAN)


def response_delay(record: ThrottleRecord, now: datetime) -> timedelta:
    """How long the answer to a wrong try is held back."""
    if record.is_banned(now):
        return MAX_DELAY
    over = record.failures - FREE_FAILURES
    return _NEVER if over <= 0 else min(FIRST_DELAY * (1 << min(over - 1, 16)), MAX_DELAY)


class PasswordThrottle:
    """The bounded memory: the records by source, user and phone, and which phones were right.

    When it is full, what was touched longest ago goes first.
    """

    def __init__(self, max_records: int = _MAX_RECORDS) -> None:
        self._max_records = max_records
        self._records: OrderedDict[ThrottleKey, ThrottleRecord] = OrderedDict()
        self._trusted: OrderedDict[ThrottleKey, datetime] = OrderedDict()

    def __len__(self) -> int:
        return len(self._records) + len(self._trusted)

    def is_banned(self, source: str, user: str, now: datetime) -> bool:
        """Whether an answer is not even judged."""
        records = (self._records.get(key) for key in self._keys(source, user, now))
        return any(record is not None and record.is_banned(now) for record in records)

    def is_trusted(self, source: str, user: str, now: datetime) -> bool:
        """Whether the phone was right before at its address."""
        return self._keys(source, user, now) == (("phone", source, user),)

    def trust(self, source: str, user: str, now: datetime) -> None:
        """Know a phone that was right before this memory began."""
        self._trusted[("phone", source, user)] = now
        _trim(self._trusted, self._max_records)

    def record_failure(self, source: str, user: str, now: datetime) -> timedelta:
        """A wrong answer came; returns how long its own answer is held back."""
        delays = []
        for key in self._keys(source, user, now):
            record = after_failure(self._records.pop(key, None), now)
            self._records[key] = record
            delays.append(response_delay(record, now))
        _trim(self._records, self._max_records)
        return max(delays)

    def record_success(self, source: str, user: str, now: datetime) -> None:
        """A right answer came: the phone is known here. What others did at its address is not forgiven with it."""
        pair = ("phone", source, user)
        self._records.pop(pair, None)
        self._trusted.pop(pair, None)
        self._trusted[pair] = now
        _trim(self._trusted, self._max_records)

    def _keys(self, source: str, user: str, now: datetime) -> tuple[ThrottleKey, ...]:
        pair = ("phone", source, user)
        right_at = self._trusted.get(pair)
        if right_at is not None and now - right_at < TRUST_PERIOD:
            return (pair,)
        return (("source", source), ("user", user))


def _trim(
    table: "OrderedDict[ThrottleKey, ThrottleRecord] | OrderedDict[ThrottleKey, datetime]", max_size: int
) -> None:
    while len(table) > max_size:
        table.popitem(last=False)
