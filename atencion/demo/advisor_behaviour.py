"""Behaviour of the demo's sample advisors: how they take a call, when they rest, who stays at work. Pure.

Owns the likelihoods and the rule that no queue is left alone. Chance, time and states are arguments;
`atencion.demo.processes.advisors` does what is said here.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from typing import Literal

import msgspec

from config.site.calls.pauses import NO_ANSWER
from config.site.samples import SampleAdvisor
from eventlog.facts import AdvisorState
from telephony.softphone.behaviour import ANSWERS_ALWAYS, AnswerBehaviour

Chance = Callable[[], float]
"""Gives numbers of [0, 1), evenly spread and independent, like ``random.Random(seed).random``."""
Action = Literal["stay", "come", "rest"]

LONG_WAIT_S = 6.0
"""Who waits for longer is served first: rests and typing end, and nobody misses a call."""
_ANSWER_DELAY_S, _QUICK_ANSWER_DELAY_S = (1.5, 4.0), (1.0, 2.0)
_PERSON_DELAY_S = 6.0  # the phone of a person who signed in: time to read the screen before it answers
_SUPERVISOR_DELAY_S = 2.0
_TALK_S = (45.0, 90.0)
_MISSED_SHARE = 0.04
_UNANSWERED_RING_S = (4.0, 6.0)
_MISSED_BREAK_S = 15.0
_WORK_S, _BREAK_S = (90.0, 300.0), (20.0, 50.0)
_WRAP_UP_S = (5.0, 14.0)


class AdvisorBreak(msgspec.Struct, frozen=True, kw_only=True):
    """The next pause of an advisor, on the role's own clock, seconds.

    Attributes:
        reason: of the pause, an id of the site.
    """

    begins_s: float
    ends_s: float
    reason: str


def next_break(chance: Chance, now_s: float, reasons: Sequence[str]) -> AdvisorBreak | None:
    """Plan the next pause; None where the site has no reason for one.

    Args:
        chance: where all chance comes from.
        now_s: the role's clock.
        reasons: of the site's pauses.
    """
    own = [reason for reason in reasons if reason != NO_ANSWER]
    if not own:
        return None
    begins_s = now_s + _between(chance, _WORK_S)
    return AdvisorBreak(
        begins_s=begins_s, ends_s=begins_s + _between(chance, _BREAK_S), reason=own[int(chance() * len(own))]
    )


def break_after_missed_call(now_s: float) -> AdvisorBreak:
    """The pause that the router gives to who did not answer: it is kept for a while, for all to see."""
    return AdvisorBreak(begins_s=now_s, ends_s=now_s + _MISSED_BREAK_S, reason=NO_ANSWER)


def next_behaviour(
    chance: Chance, *, steady: bool, by_person: bool, may_miss: bool, long_wait: bool
) -> AnswerBehaviour:
    """How the next call is taken.

    Args:
        chance: where all chance comes from.
        steady: at once and for ever, as tests and who wants the lines for oneself need it.
        by_person: a person has signed in as this advisor, and has no phone but this one.
        may_miss: another advisor of each of the queues is there.
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
    """How the phone of who supervises takes a call: soon, and until they have heard enough."""
    return AnswerBehaviour(ringing_s=_SUPERVISOR_DELAY_S)


def wrap_up_duration(chance: Chance) -> float:
    """How long the wrap-up after a call takes, seconds; the site's own bound ends it too."""
    return _between(chance, _WRAP_UP_S)


def may_leave(advisor: SampleAdvisor, advisors: Sequence[SampleAdvisor], away_advisors: Set[str]) -> bool:
    """Whether each queue of an advisor keeps somebody else who is there.

    Args:
        advisor: who wants to go.
        advisors: all of them.
        away_advisors: ids of those who are not there: paused, off duty, or a person whom we do not command.
    """
    others = [each for each in advisors if each.id != advisor.id and each.id not in away_advisors]
    return all(any(queue in each.queues for each in others) for queue in advisor.queues)


def next_action(
    state: AdvisorState, since_s: float, now_s: float, *, planned_break: AdvisorBreak | None, typing_s: float,
    may_rest: bool, long_wait: bool,
) -> Action:  # fmt: skip
    """What an advisor wants to do now.

    Args:
        state: what the advisor does.
        since_s: since when, on the role's clock.
        now_s: that clock.
        planned_break: the pause that is next, or under way.
        typing_s: how long this wrap-up takes; infinite to leave it to the site.
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
    """Who is not there for the queues, or is not ours to command."""
    return frozenset(signed_in | {advisor for advisor, state in states.items() if state in ("paused", "offline")})


def _between(chance: Chance, bounds: tuple[float, float]) -> float:
    return bounds[0] + chance() * (bounds[1] - bounds[0])
