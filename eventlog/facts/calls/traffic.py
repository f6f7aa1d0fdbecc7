"""Facts of anomalous traffic, which changes no contractual figure: calls refused or set aside, and the limits. Pure.

A call of a trunk that the site lists is always ingressed, and never refused or set aside. The facts contain no personal
data: a source is the network address of a machine that sends calls, never a number.
"""

from typing import Literal

from eventlog.facts.base import Fact

RefusedReason = Literal["rate", "unacknowledged", "unlisted"]
"""Reason to refuse a call. ``rate``: more calls at once or in a period than the site allows per source;
``unacknowledged``: too many answers that the source did not acknowledge; ``unlisted``: the site accepts calls of its
trunks only."""
SetAsideReason = Literal["not_acknowledged"]
OTHER_SOURCES = "other"


class TrafficRefused(Fact, frozen=True, kw_only=True):
    """A gateway refused calls of one source, counted together; these calls have no id and were never ingressed.

    A gateway writes at most one per source and 10 s, for at most 20 sources; one fact of `OTHER_SOURCES` counts the
    rest. The envelope's actor names the gateway.

    Attributes:
        line: the called line; empty if the number belongs to none, or several were called.
        source: network address without port, or `OTHER_SOURCES`.
        calls: refused calls since the last fact of this source; retransmissions do not count.
        since_ms: when the first of them came, ms since the Unix epoch.
    """

    line: str
    source: str
    reason: RefusedReason
    calls: int
    since_ms: int


class CallSetAside(Fact, frozen=True, kw_only=True):
    """An ingressed call is anomalous traffic: from here on it counts in no indicator and in no balance.

    It comes before the CallEnded of its call, at most once.

    Attributes:
        source: network address without port, or empty if the gateway does not know it.
        reason: ``not_acknowledged``: we answered, and the caller's side never acknowledged the answer.
    """

    line: str
    source: str
    reason: SetAsideReason


class TrafficLimitsChanged(Fact, frozen=True, kw_only=True):
    """The site's limits of anomalous traffic from here on; the first such fact has the initial limits.

    The envelope names the site version.

    Attributes:
        unlisted: whether sources that are no listed trunk may call at all.
        invites_per_s: calls per second that one such source may begin.
        unacknowledged: calls that one such source may have begun without having acknowledged our answer.
        trunks: the listed ones in order of id, ``id=address:port``, separated by commas; a trunk with a password is
            ``id=user``.
    """

    unlisted: Literal["allowed", "refused"]
    invites_per_s: int
    unacknowledged: int
    trunks: str


TrafficFact = TrafficRefused | CallSetAside | TrafficLimitsChanged
