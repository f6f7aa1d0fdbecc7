"""Behaviour of the demo's sample advisors: how they answer calls, when they pause, and who stays on duty. Pure.

Owns the probabilities and the rule that every queue keeps an advisor. Randomness, time and states are arguments;
`atencion.demo.processes.advisors` executes these decisions.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date
from typing import Literal

import msgspec

from config.site.calls.pauses import NO_ANSWER
from config.site.samples import SampleAdvisor
from config.site.tickets.typology import Topic, Typology, leaf_topics
from eventlog.facts import AdvisorState
from telephony.softphone.behaviour import ANSWERS_ALWAYS, AnswerBehaviour

Chance = Callable[[], float]
"""Returns uniform, independent numbers in [0, 1), like ``random.Random(seed).random``."""
Action = Literal["stay", "come", "rest"]

LONG_WAIT_S = 6.0
"""While a caller waits longer, pauses and wrap-ups end and no advisor misses a call."""
_ANSWER_DELAY_S, _QUICK_ANSWER_DELAY_S = (1.5, 4.0), (1.0, 2.0)
_PERSON_DELAY_S = 6.0  # for a signed-in person's phone: time to read the screen first
_SUPERVISOR_DELAY_S = 2.0
_TALK_S = (45.0, 90.0)
_MISSED_SHARE = 0.04
_UNANSWERED_RING_S = (4.0, 6.0)
_MISSED_BREAK_S = 15.0
_WORK_S, _BREAK_S = (90.0, 300.0), (20.0, 50.0)
_WRAP_UP_S = (5.0, 14.0)
_TYPIFIED_SHARE = 0.98  # of the conversations


class AdvisorBreak(msgspec.Struct, frozen=True, kw_only=True):
    """The next pause of an advisor, in seconds of the role's own clock.

    Attributes:
        reason: of the pause, an id of the site.
    """

    begins_s: float
    ends_s: float
    reason: str


def next_break(chance: Chance, now_s: float, reasons: Sequence[str]) -> AdvisorBreak | None:
    """Plan the next pause; return None if the site has no reason for one.

    `reasons` are those of the site's pauses.
    """
    own = [reason for reason in reasons if reason != NO_ANSWER]
    if not own:
        return None
    begins_s = now_s + _between(chance, _WORK_S)
    return AdvisorBreak(
        begins_s=begins_s, ends_s=begins_s + _between(chance, _BREAK_S), reason=own[int(chance() * len(own))]
    )


def break_after_missed_call(now_s: float) -> AdvisorBreak:
    """Return the pause that the router sets after a missed call; it lasts a while, so that people can see it."""
    return AdvisorBreak(begins_s=now_s, ends_s=now_s + _MISSED_BREAK_S, reason=NO_ANSWER)


def next_behaviour(
    chance: Chance, *, steady: bool, by_person: bool, may_miss: bool, long_wait: bool
) -> AnswerBehaviour:
    """Choose how an advisor answers the next call.

    Args:
        chance: the source of randomness.
        steady: always answer at once, as tests and manual calls need.
        by_person: a person has signed in as this advisor and has no other phone.
        may_miss: each of the advisor's queues has another advisor on duty.
        long_wait: a caller has waited long.
    """
    if by_person:
        return AnswerBehaviour(ringing_s=_PERSON_DELAY_S)
    if steady:
        return ANSWERS_ALWAYS
    if may_miss and not long_wait and chance() < _MISSED_SHARE:
        return AnswerBehaviour(ringing_s=_between(chance, _UNANSWERED_RING_S), answers=False)
    after_s = _between(chance, _QUICK_ANSWER_DELAY_S if long_wait else _ANSWER_DELAY_S)
    return AnswerBehaviour(ringing_s=after_s, max_talk_s=_between(chance, _TALK_S))


def supervisor_behaviour() -> AnswerBehaviour:
    """Return how a supervisor's phone answers: soon, and until the supervisor hangs up."""
    return AnswerBehaviour(ringing_s=_SUPERVISOR_DELAY_S)


def wrap_up_duration(chance: Chance) -> float:
    """Choose the duration of a wrap-up, in seconds; the site's own limit also ends it."""
    return _between(chance, _WRAP_UP_S)


def is_typified(chance: Chance) -> bool:
    """Choose whether an advisor records what a call was about: nearly always."""
    return chance() < _TYPIFIED_SHARE


def choose_topic(chance: Chance, typology: Typology, today: date) -> Topic | None:
    """Choose what a call was about, among the topics of a day; return None if there is none."""
    valid = [leaf.topic for leaf in leaf_topics(typology) if leaf.is_valid(today)]
    return valid[int(chance() * len(valid))] if valid else None


def may_leave(advisor: SampleAdvisor, advisors: Sequence[SampleAdvisor], away_advisors: Set[str]) -> bool:
    """Return whether every queue of an advisor keeps another advisor on duty.

    `away_advisors` are the ids of those who are paused, off duty, or signed-in people.
    """
    others = [each for each in advisors if each.id != advisor.id and each.id not in away_advisors]
    return all(any(queue in each.queues for each in others) for queue in advisor.queues)


def next_action(
    state: AdvisorState, since_s: float, now_s: float, *, planned_break: AdvisorBreak | None, typing_s: float,
    may_rest: bool, long_wait: bool,
) -> Action:  # fmt: skip
    """Choose what an advisor does now.

    Args:
        state: of the advisor.
        since_s: when that state began, on the role's clock.
        now_s: the role's clock.
        planned_break: the next pause, or the current one.
        typing_s: duration of this wrap-up; infinite to leave it to the site.
        may_rest: see `may_leave`.
        long_wait: a caller has waited long.
    """
    resting = (
        planned_break is not None
        and planned_break.begins_s <= now_s < planned_break.ends_s
        and may_rest
        and not long_wait
    )
    match state:
        case "offline":
            return "come"
        case "paused":
            return "stay" if resting else "come"
        case "wrap_up":
            return "come" if long_wait or now_s - since_s >= typing_s else "stay"
        case "available":
            return "rest" if resting else "stay"
        case _:
            return "stay"


def absent_advisors(states: Mapping[str, AdvisorState], signed_in: Set[str]) -> frozenset[str]:
    """Return the advisors who are off duty, paused, or controlled by a person."""
    return frozenset(signed_in | {advisor for advisor, state in states.items() if state in ("paused", "offline")})


def _between(chance: Chance, bounds: tuple[float, float]) -> float:
    return bounds[0] + chance() * (bounds[1] - bounds[0])
