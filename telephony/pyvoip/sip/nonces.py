"""Nonces of our digest challenges: signed, so none is stored; used up by count (RFC 7616 §3.3 and §5.4). Pure.

Owns the content of a nonce (its time and source) and its used counts. A nonce is valid only for the address it was
sent to: a forged source never receives one, and so cannot get another address banned. It must not draw random numbers
or read a clock.
"""

import base64
import binascii
import hmac
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from typing import Literal

NONCE_LIFETIME = timedelta(minutes=5)
"""Lifetime of a nonce."""
SALT_BYTES = 6
_TIME_BYTES, _MAC_BYTES = 8, 16
_BYTES = _TIME_BYTES + SALT_BYTES + _MAC_BYTES
_MAX_SPENT = 4096
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Freshness = Literal["fresh", "stale"]


def issue_nonce(key: bytes, source: str, now: datetime, salt: bytes) -> str:
    """Return a nonce for a source. The random salt of ``SALT_BYTES`` makes it unique."""
    microseconds = (now - _EPOCH) // timedelta(microseconds=1)
    body = microseconds.to_bytes(_TIME_BYTES, "big") + salt
    return base64.urlsafe_b64encode(body + _mac(key, source, body)).decode()


def issued_at(key: bytes, source: str, nonce: str) -> datetime | None:
    """Return the time of issue of a nonce, or None if it is not ours for this source."""
    try:
        raw = base64.b64decode(nonce.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    body, seal = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    if len(raw) != _BYTES or not hmac.compare_digest(seal, _mac(key, source, body)):
        return None
    return _EPOCH + timedelta(microseconds=int.from_bytes(body[:_TIME_BYTES], "big"))


class SpentNonces:
    """The counts used by correct responses, during the lifetime of their nonces.

    Bounded: when it is full the oldest entry is removed, and nonces as old or older become invalid, so that no
    removed count can be used again.
    """

    def __init__(self, max_nonces: int = _MAX_SPENT) -> None:
        self._max_nonces = max_nonces
        self._counts: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._floor = _EPOCH

    def __len__(self) -> int:
        return len(self._counts)

    def freshness(self, nonce: str, issued_at: datetime | None, count: int, now: datetime) -> Freshness:
        """Return whether a response to a nonce may be checked, or needs a new nonce."""
        if issued_at is None or not issued_at <= now < issued_at + NONCE_LIFETIME or issued_at <= self._floor:
            return "stale"
        _, spent = self._counts.get(nonce, (issued_at, 0))
        return "fresh" if count > spent else "stale"

    def spend(self, nonce: str, issued_at: datetime, count: int, now: datetime) -> None:
        """Mark this count and all lower ones as used by a correct response."""
        self._counts[nonce] = (issued_at, count)
        for old, (made, _) in list(self._counts.items())[:2]:
            if made + NONCE_LIFETIME <= now:
                del self._counts[old]
        while len(self._counts) > self._max_nonces:
            oldest = min(self._counts, key=lambda each: self._counts[each][0])
            self._floor = max(self._floor, self._counts.pop(oldest)[0])


def _mac(key: bytes, source: str, body: bytes) -> bytes:
    return hmac.digest(key, source.encode() + b"\0" + body, "sha256")[:_MAC_BYTES]
