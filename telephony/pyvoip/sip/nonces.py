"""Nonces of our digest challenges: signed, so none is kept; spent by count (RFC 7616 §3.3 and §5.4). Pure.

Owns what a nonce says (when it was made, for which source) and which counts of it are spent. A nonce serves only the
address that it was sent to: who forges a source never sees one, and so can get nobody else banned. It must not draw
random numbers or read a clock.
"""

import base64
import binascii
import hmac
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from typing import Literal

NONCE_LIFETIME = timedelta(minutes=5)
"""How long a nonce serves."""
SALT_BYTES = 6
_TIME_BYTES, _MAC_BYTES = 8, 16
_BYTES = _TIME_BYTES + SALT_BYTES + _MAC_BYTES
_MAX_SPENT = 4096
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Freshness = Literal["fresh", "stale"]


def issue_nonce(key: bytes, source: str, now: datetime, salt: bytes) -> str:
    """A nonce.

    Args:
        key: ours, secret.
        source: the address that it is for.
        now: when it is made.
        salt: random, ``SALT_BYTES`` long, so that no two are the same.
    """
    microseconds = (now - _EPOCH) // timedelta(microseconds=1)
    body = microseconds.to_bytes(_TIME_BYTES, "big") + salt
    return base64.urlsafe_b64encode(body + _mac(key, source, body)).decode()


def issued_at(key: bytes, source: str, nonce: str) -> datetime | None:
    """When a nonce was made, or None when it is none of ours for this source."""
    try:
        raw = base64.b64decode(nonce.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    body, seal = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    if len(raw) != _BYTES or not hmac.compare_digest(seal, _mac(key, source, body)):
        return None
    return _EPOCH + timedelta(microseconds=int.from_bytes(body[:_TIME_BYTES], "big"))


class SpentNonces:
    """The counts that right answers have used up, for as long as their nonces live.

    Bounded: when it is full the oldest is forgotten, and with it every nonce as old or older stops serving, so that
    no forgotten count can be used again.
    """

    def __init__(self, max_nonces: int = _MAX_SPENT) -> None:
        self._max_nonces = max_nonces
        self._counts: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._floor = _EPOCH

    def __len__(self) -> int:
        return len(self._counts)

    def freshness(self, nonce: str, issued_at: datetime | None, count: int, now: datetime) -> Freshness:
        """Whether an answer to a nonce may be judged, or must be given anew to another nonce."""
        if issued_at is None or not issued_at <= now < issued_at + NONCE_LIFETIME or issued_at <= self._floor:
            return "stale"
        _, spent = self._counts.get(nonce, (issued_at, 0))
        return "fresh" if count > spent else "stale"

    def spend(self, nonce: str, issued_at: datetime, count: int, now: datetime) -> None:
        """A right answer used this count, and with it all lower ones."""
        self._counts[nonce] = (issued_at, count)
        for old, (made, _) in list(self._counts.items())[:2]:
            if made + NONCE_LIFETIME <= now:
                del self._counts[old]
        while len(self._counts) > self._max_nonces:
            oldest = min(self._counts, key=lambda each: self._counts[each][0])
            self._floor = max(self._floor, self._counts.pop(oldest)[0])


def _mac(key: bytes, source: str, body: bytes) -> bytes:
    return hmac.digest(key, source.encode() + b"\0" + body, "sha256")[:_MAC_BYTES]
