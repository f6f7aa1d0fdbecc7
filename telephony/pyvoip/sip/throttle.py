"""Protection against password guessing: delays from the fourth wrong response, then bans of growing length. Pure.

Owns the arithmetic, and a bounded record of attempts. Wrong responses count against the source address and against
the named user, known or not. A phone that has authenticated from its address has a record of its own: no guesser
behind the same address, or elsewhere with its user name, can lock it out. It must not read a clock or wait.
"""

from collections import OrderedDict
from datetime import datetime, timedelta

import msgspec

FREE_FAILURES = 3
"""Wrong responses without a delay: people make typing errors."""
FAILURES_BEFORE_BAN = 10
"""Wrong responses that cause a ban."""
FIRST_DELAY = timedelta(milliseconds=500)
MAX_DELAY = timedelta(seconds=4)
FIRST_BAN = timedelta(minutes=1)
MAX_BAN = timedelta(hours=1)
FORGET_AFTER = timedelta(hours=1)
"""Time without a wrong response, after any ban, that clears the record."""
TRUST_PERIOD = timedelta(days=7)
_MAX_RECORDS = 8192
_NEVER = timedelta(0)

ThrottleKey = tuple[str, ...]


class ThrottleRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The record of one source, user or phone.

    Attributes:
        failures: wrong responses since the last ban.
        banned_until: end of the last ban; ``last_failure_at`` if there was none.
    """

    failures: int
    bans: int
    last_failure_at: datetime
    banned_until: datetime

    def is_banned(self, now: datetime) -> bool:
        """Return whether a ban is in force."""
        return self.bans > 0 and now < self.banned_until

    def is_forgotten(self, now: datetime) -> bool:
        """Return whether the record has expired."""
        return now >= max(self.last_failure_at, self.banned_until) + FORGET_AFTER


def after_failure(record: ThrottleRecord | None, now: datetime) -> ThrottleRecord:
    """Return the record after one more wrong response."""
    if record is None or record.is_forgotten(now):
        record = ThrottleRecord(failures=0, bans=0, last_failure_at=now, banned_until=now)
    if record.failures + 1 < FAILURES_BEFORE_BAN:
        return msgspec.structs.replace(record, failures=record.failures + 1, last_failure_at=now)
    return ThrottleRecord(
        failures=0, bans=record.bans + 1, last_failure_at=now, banned_until=now + ban_length(record.bans)
    )


def ban_length(ban_count: int) -> timedelta:
    """Return the length of a ban after so many earlier ones."""
    return min(FIRST_BAN * (1 << min(ban_count, 16)), MAX_BAN)


def response_delay(record: ThrottleRecord, now: datetime) -> timedelta:
    """Return the delay of our reply to a wrong response."""
    if record.is_banned(now):
        return MAX_DELAY
    over = record.failures - FREE_FAILURES
    return _NEVER if over <= 0 else min(FIRST_DELAY * (1 << min(over - 1, 16)), MAX_DELAY)


class PasswordThrottle:
    """The bounded records by source, user and phone, and the phones that have authenticated.

    When it is full, the least recently used entry is removed.
    """

    def __init__(self, max_records: int = _MAX_RECORDS) -> None:
        self._max_records = max_records
        self._records: OrderedDict[ThrottleKey, ThrottleRecord] = OrderedDict()
        self._trusted: OrderedDict[ThrottleKey, datetime] = OrderedDict()

    def __len__(self) -> int:
        return len(self._records) + len(self._trusted)

    def is_banned(self, source: str, user: str, now: datetime) -> bool:
        """Return whether a response is refused without a check."""
        records = (self._records.get(key) for key in self._keys(source, user, now))
        return any(record is not None and record.is_banned(now) for record in records)

    def is_trusted(self, source: str, user: str, now: datetime) -> bool:
        """Return whether the phone has authenticated from its address before."""
        return self._keys(source, user, now) == (("phone", source, user),)

    def trust(self, source: str, user: str, now: datetime) -> None:
        """Note a phone that authenticated before this process began."""
        self._trusted[("phone", source, user)] = now
        _trim(self._trusted, self._max_records)

    def record_failure(self, source: str, user: str, now: datetime) -> timedelta:
        """Record a wrong response; return the delay of our reply."""
        delays = []
        for key in self._keys(source, user, now):
            record = after_failure(self._records.pop(key, None), now)
            self._records[key] = record
            delays.append(response_delay(record, now))
        _trim(self._records, self._max_records)
        return max(delays)

    def record_success(self, source: str, user: str, now: datetime) -> None:
        """Record a correct response: the phone is trusted at its address. Other records of that address stay."""
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
