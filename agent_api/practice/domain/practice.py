"""A practice as a value, and the decisions about it. Pure."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, Literal

import msgspec

from config.site.calls.practice import PracticeScenario
from eventlog.facts import AdvisorState
from eventlog.facts.practice import PracticeEnd

OFF_CALLS: Final[frozenset[AdvisorState]] = frozenset({"offline", "paused"})
"""The states of an advisor in which no real call can reach them."""
Point = Literal["answered", "topic", "verified", "filed"]


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """The work of an advisor in a practice.

    Attributes:
        call_id: in the practice campaign, or empty.
        talk_s: length of the conversation; None if it was not answered.
        topic: kind/theme/sub-theme of the typification, or empty.
    """

    call_id: str = ""
    talk_s: int | None = None
    topic: str = ""
    verified: bool = False
    filed: bool = False


class PracticeRow(msgspec.Struct, frozen=True, kw_only=True):
    """A practice.

    Attributes:
        slot: the line, menu and queue that it has while it is open.
        expires_at: when it ends by itself.
        end: how it ended, or empty.
    """

    id: str
    advisor: str
    scenario: str
    site_version: str
    slot: int
    started_at: datetime
    started_by: str
    expires_at: datetime
    ended_at: datetime | None = None
    end: PracticeEnd | Literal[""] = ""
    ended_by: str = ""
    done: Done = Done()


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """One point that a scenario expects, and whether it was met; it is no grade."""

    point: Point
    expected: str
    done: str
    met: bool


def is_open(practice: PracticeRow, now: datetime) -> bool:
    """Return whether the practice runs."""
    return practice.ended_at is None and now < practice.expires_at


def end_of(practice: PracticeRow, user: str, now: datetime) -> tuple[PracticeEnd, datetime]:
    """Return how and when a practice ends that a user ends now; one whose time is over ended then."""
    if now >= practice.expires_at:
        return "expired", practice.expires_at
    return ("finished" if user == practice.advisor else "stopped"), now


def free_slot(used: Collection[int], most: int, after: int) -> int | None:
    """Return the first free slot behind the one used last, so that a slot rests after its practice; None if full."""
    order = [(after + step) % most + 1 for step in range(most)]
    return next((slot for slot in order if slot not in used), None)


def compare(scenario: PracticeScenario, done: Done) -> tuple[Comparison, ...]:
    """Compare the work with the scenario, point by point."""
    said = {True: "sí", False: "no"}
    topic_met = done.topic == scenario.topic or done.topic.startswith(f"{scenario.topic}/")
    return (
        _point("answered", "sí", said[done.talk_s is not None], met=done.talk_s is not None),
        _point("topic", scenario.topic, done.topic, met=topic_met),
        _point("verified", said[scenario.verified], said[done.verified], met=scenario.verified == done.verified),
        _point("filed", said[scenario.filed], said[done.filed], met=scenario.filed == done.filed),
    )


def _point(point: Point, expected: str, done: str, *, met: bool) -> Comparison:
    return Comparison(point=point, expected=expected, done=done, met=met)
