"""The effect of a signed round on the coaching about its evaluation. Pure."""

from typing import Literal

from agent_api.quality.evaluations.domain.result import RoundResult, calls_for
from config.site.quality.evaluations import ScoreTrigger

Effect = Literal["none", "propose", "annul", "replace"]
"""``replace`` annuls the open coaching and proposes another one about the new round."""


def effect_of(trigger: ScoreTrigger, result: RoundResult, *, before: RoundResult | None, has_open: bool) -> Effect:
    """Return what a round does; ``before`` is the result of the round that it replaces, None for the first one.

    A round that leaves the result as it was changes nothing, so a coaching that was dismissed is not proposed again.
    """
    if result == before:
        return "none"
    if calls_for(trigger, result):
        return "replace" if has_open else "propose"
    return "annul" if has_open else "none"
