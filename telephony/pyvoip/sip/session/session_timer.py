"""Session timers (RFC 4028): their negotiation, and when a session is refreshed or ended. Pure.

Owns the headers Session-Expires and Min-SE, the choice of the refresher, and the arithmetic of a running session. It
must not send anything or read a clock. A peer without session timers is served without one.
"""

import re
from typing import Literal

import msgspec

from telephony.pyvoip.sip.messages import Message
from telephony.pyvoip.sip.normalizer import Headers

_RETRY_INTERVAL_S = 10.0
_MAX_BEFORE_END_S = 32.0  # RFC 4028 §10
_EXPIRES = re.compile(r"\s*(\d{1,10})\s*((?:;[^;]*)*)")
_REFRESHER = re.compile(r";\s*refresher\s*=\s*(uac|uas)\s*(?:;|$)", re.I)

Refresher = Literal["uac", "uas"]


class SessionTerms(msgspec.Struct, frozen=True):
    """The terms that a request and its 2xx agree on.

    Attributes:
        interval_s: seconds after which the session ends without a refresh.
        refresher: the side of that request that refreshes.
    """

    interval_s: int
    refresher: Refresher


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A running session.

    Attributes:
        started_at: its start or last refresh, seconds.
        last_attempt_at: our last refresh without success so far, seconds; None if there is none.
    """

    interval_s: int
    is_ours: bool
    started_at: float
    last_attempt_at: float | None = None


TimerAction = Literal["wait", "refresh", "give_up"]


def step(session: Session, now: float) -> tuple[TimerAction, float]:
    """Return the action for a session at ``now``, and the time of the next check (§7.2, §10).

    The refresher refreshes after half of the interval. The other side ends the session a third of the interval, or 32
    s, before its end.
    """
    end = session.started_at + session.interval_s - min(_MAX_BEFORE_END_S, session.interval_s / 3)
    if now >= end:
        return "give_up", end
    if not session.is_ours:
        return "wait", end
    due = (
        session.started_at + session.interval_s / 2
        if session.last_attempt_at is None
        else session.last_attempt_at + _RETRY_INTERVAL_S
    )
    return ("refresh", end) if now >= due else ("wait", min(due, end))


def supports(message: Message) -> bool:
    """Return whether the sender supports session timers."""
    return "timer" in message.tokens("Supported") or "timer" in message.tokens("Require")


class SessionPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """Our session intervals.

    Attributes:
        interval_s: requested; the absence of a far end is noticed within it.
        min_interval_s: the shortest that we accept; RFC 4028 §5 allows no lower value.
    """

    interval_s: int = 180
    min_interval_s: int = 90

    def is_too_short(self, request: Message) -> bool:
        """Return whether a request's interval is too short, and its sender understands a 422 (§9)."""
        interval_s = _expires(request)
        return interval_s is not None and interval_s[0] < self.min_interval_s and supports(request)

    def refusal(self) -> Headers:
        """Return the headers of a 422: the shortest interval that we accept (§6)."""
        return [("Min-SE", str(self.min_interval_s))]

    def answer_terms(self, request: Message) -> SessionTerms | None:
        """Return our terms for a request that starts or refreshes a session (§9, table 2); None for no timer.

        A peer that supports timers refreshes, unless it asks us to. If it does not, a proxy may have added the
        header: then we refresh.
        """
        requested_terms, is_known = _expires(request), supports(request)
        if requested_terms is None and not is_known:
            return None
        longest_s = max(self.interval_s, self.min_interval_with(request))
        interval_s, refresher = requested_terms or (longest_s, None)
        if interval_s < self.min_interval_s:
            return None
        return SessionTerms(min(interval_s, longest_s), (refresher or "uac") if is_known else "uas")

    def agreed_terms(self, response: Message) -> SessionTerms | None:
        """Return the terms of a 2xx to our request; None if the far end has no timer (§7.2)."""
        agreed = _expires(response)
        return None if agreed is None else SessionTerms(max(agreed[0], self.min_interval_s), agreed[1] or "uac")

    def min_interval_with(self, message: Message) -> int:
        """Return the shortest interval that we and a message allow, seconds."""
        value = message.normalized.first("Min-SE").partition(";")[0].strip()
        return max(self.min_interval_s, int(value)) if re.fullmatch(r"\d{1,9}", value) else self.min_interval_s

    def request_headers(self, interval_s: int, refresher: Refresher | None = None) -> tuple[tuple[str, str], ...]:
        """Return the headers of a request of ours that starts or refreshes a session.

        Without a refresher the far end chooses it.
        """
        role = f";refresher={refresher}" if refresher else ""
        shortest_s = interval_s if interval_s > self.interval_s else self.min_interval_s  # longer: a 422 demands it
        return (("Supported", "timer"), ("Session-Expires", f"{interval_s}{role}"), ("Min-SE", str(shortest_s)))

    def with_interval(self, extra_headers: tuple[tuple[str, str], ...], interval_s: int) -> tuple[tuple[str, str], ...]:
        """Return the headers of an INVITE of ours with the interval that a 422 demands (§7.3)."""
        headers = self.request_headers(interval_s)
        names = {name for name, _ in headers}
        return (*(header for header in extra_headers if header[0] not in names), *headers)


DEFAULT_POLICY = SessionPolicy()
"""The default of gateways and phones."""


def response_headers(request: Message, terms: SessionTerms | None) -> Headers:
    """Return the headers of our 2xx. To a peer that must refresh they say that timers are required (§9)."""
    if terms is None:
        return []
    required: Headers = [("Require", "timer")] if supports(request) else []
    return [
        ("Supported", "timer"),
        *required,
        ("Session-Expires", f"{terms.interval_s};refresher={terms.refresher}"),
    ]


def _expires(message: Message) -> tuple[int, Refresher | None] | None:
    """Read Session-Expires; return None if it is missing or malformed."""
    value = message.normalized.first("Session-Expires")
    match = _EXPIRES.fullmatch(value) if value else None
    if match is None:
        return None
    role = _REFRESHER.search(match[2])
    refresher: Refresher | None = None if role is None else ("uac" if role[1].lower() == "uac" else "uas")
    return int(match[1]), refresher
