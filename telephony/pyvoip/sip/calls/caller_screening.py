"""Screening of callers: the site's trunks, and others within limits (RFC 3261 §22, RFC 8760).

Owns the decision on the source of an INVITE, the calls that wait for their ACK, and the counts of refusals. A refusal
is remembered while its INVITE may be repeated, so that it is counted once. It must not know lines, legs or media.
"""

import hmac
import math
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

import msgspec

from config.site.calls.sources import Sources
from telephony.pyvoip.sip import digest, nonces
from telephony.pyvoip.sip.calls.user_agent import InviteRefusal
from telephony.pyvoip.sip.messages import Message
from telephony.pyvoip.sip.normalizer import Headers
from telephony.pyvoip.sip.throttle import PasswordThrottle
from telephony.pyvoip.sip.transactions import TRANSACTION_TIMEOUT_S
from telephony.screening.refused_traffic import RefusalReason, RefusedCalls, RefusedTraffic
from telephony.screening.source_limits import SourceLimiter, source_of

REALM = "atencion"
RETRY_AFTER: Headers = [("Retry-After", "10")]
_STATUS: dict[RefusalReason, int] = {"rate": 503, "unacknowledged": 503, "unlisted": 403}
_MAX_REMEMBERED = 8192


class TrustedSources(msgspec.Struct, frozen=True, kw_only=True):
    """The trusted sources of the site and of the demo, and the passwords of trunks by their user."""

    sources: Sources
    own_sources: Sources = Sources()
    passwords: Mapping[str, str] = {}

    def covers(self, host: str, port: int) -> bool:
        """Return whether a message from there is trusted by its address."""
        return self.sources.is_listed(host, port) or self.own_sources.is_listed(host, port)


class CallerScreening:
    """Screens callers.

    Args:
        max_calls: capacity of the gateway; unlisted callers may use half of it before their ACK.
        clock: monotonic, seconds.
        wall_clock: the time, aware.
    """

    def __init__(
        self,
        trusted_sources: Callable[[], TrustedSources],
        max_calls: int,
        line_of: Callable[[Message], str],
        clock: Callable[[], float],
        wall_clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._trusted, self._line_of, self._clock, self._wall_clock = trusted_sources, line_of, clock, wall_clock
        self._limiter = SourceLimiter(max_unacknowledged=max(1, max_calls // 2))
        self._traffic = RefusedTraffic()
        self._refusals: OrderedDict[int, tuple[float, InviteRefusal]] = OrderedDict()
        self._key = secrets.token_bytes(32)
        self._throttle = PasswordThrottle()
        self._spent_nonces = nonces.SpentNonces()

    def screen(self, invite: Message) -> bool | InviteRefusal:
        """Return whether a call comes from a listed trunk, or its refusal."""
        host, port = invite.source
        listed = self._trusted()
        if listed.covers(host, port):
            return True
        if before := self.previous_refusal(invite):
            return before
        if listed.sources.has_password_trunks:
            return self._authenticate(invite, listed)
        if listed.sources.unlisted == "refused":
            return self._refuse(invite, "unlisted")
        excess = self._limiter.exceeded_limit(source_of(host), listed.sources.limits, self._clock())
        return False if excess is None else self._refuse(invite, excess)

    def previous_refusal(self, invite: Message) -> InviteRefusal | None:
        """Return the refusal of an earlier copy of the same INVITE, or None."""
        entry = self._refusals.get(_invite_key(invite))
        return entry[1] if entry is not None and entry[0] > self._clock() else None

    def remember_refusal(self, invite: Message, refusal: InviteRefusal) -> InviteRefusal:
        """Remember a refusal for repetitions of an INVITE while its far end may send them; return it."""
        now = self._clock()
        self._refusals[_invite_key(invite)] = (now + TRANSACTION_TIMEOUT_S, refusal)
        while self._refusals and (
            len(self._refusals) > _MAX_REMEMBERED or next(iter(self._refusals.values()))[0] <= now
        ):
            self._refusals.popitem(last=False)
        return refusal

    def track(self, call_id: str, invite: Message) -> None:
        """Count the call of an unlisted source as unacknowledged."""
        self._limiter.track(call_id, source_of(invite.source[0]))

    def release(self, call_id: str) -> None:
        """Stop counting a call as unacknowledged."""
        self._limiter.release(call_id)

    def take_refused(self, *, flush: bool = False) -> tuple[RefusedCalls, ...]:
        """Return the due reports of refused calls; ``flush`` returns all of them."""
        return self._traffic.take_reports(math.inf if flush else self._wall_clock().timestamp())

    def restore_refused(self, reports: Iterable[RefusedCalls]) -> None:
        """Add back reports that could not be written."""
        self._traffic.restore(reports)

    def _refuse(self, invite: Message, reason: RefusalReason) -> InviteRefusal:
        self._traffic.count(source_of(invite.source[0]), reason, self._line_of(invite), self._wall_clock().timestamp())
        status = _STATUS[reason]
        return self.remember_refusal(invite, InviteRefusal(status, RETRY_AFTER if status == 503 else []))

    # Trunks that authenticate by password

    def _authenticate(self, invite: Message, trusted_sources: TrustedSources) -> bool | InviteRefusal:
        host, now = invite.source[0], self._wall_clock()
        read = (digest.read_response(text) for text in invite.normalized.values("Authorization")[:4])
        answer = next((each for each in read if each and each.realm == REALM), None)
        if answer is None or answer.algorithm not in digest.ALGORITHMS:
            return self._challenge(invite)
        if self._throttle.is_banned(host, answer.username, now):
            return self._refuse(invite, "unlisted")
        issued = nonces.issued_at(self._key, host, answer.nonce)
        if issued is None or self._spent_nonces.freshness(answer.nonce, issued, answer.count, now) == "stale":
            return self._challenge(invite, stale=True)
        password = trusted_sources.passwords.get(answer.username)
        decoy = hmac.digest(self._key, answer.username.encode(), "sha256").hex()
        secret = digest.ha1(answer.algorithm, answer.username, REALM, password or decoy)
        if not digest.is_valid(answer, secret, invite.method) or password is None:
            self._throttle.record_failure(host, answer.username, now)
            return self._refuse(invite, "unlisted")
        self._spent_nonces.spend(answer.nonce, issued, answer.count, now)
        self._throttle.record_success(host, answer.username, now)
        return True

    def _challenge(self, invite: Message, *, stale: bool = False) -> InviteRefusal:
        names = digest.algorithms_for(invite.normalized.first("User-Agent"))
        nonce = nonces.issue_nonce(
            self._key, invite.source[0], self._wall_clock(), secrets.token_bytes(nonces.SALT_BYTES)
        )
        headers = [("WWW-Authenticate", digest.write_challenge(REALM, nonce, name, stale=stale)) for name in names]
        return InviteRefusal(401, headers)


def _invite_key(invite: Message) -> int:
    return hash((invite.source, invite.call_id, invite.from_tag, invite.cseq))
