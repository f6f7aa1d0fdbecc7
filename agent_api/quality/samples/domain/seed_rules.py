"""When the interventoría may commit and reveal its number. Pure.

The chain's time decides whether a number counts. The margin keeps a fact on the right side of midnight although the
clocks of two machines differ and a fact takes a moment to reach the chain.
"""

from datetime import datetime, timedelta
from typing import Final

from agent_api.quality.samples.problems import (
    CommitmentLate,
    CommitmentTooEarly,
    NotCommitted,
    NumberWrong,
    RevealEarly,
    RevealLate,
    SeedAlreadyCommitted,
)
from metrics.quality.samples.seed_facts import COMMITMENT_LEAD
from metrics.quality.samples.week import Week
from metrics.quality.seed import SeedRefused, commit

CLOCK_MARGIN: Final = timedelta(minutes=5)


def check_commitment(week: Week, commitment: str, earlier: str | None, now: datetime) -> None:
    """Check that a commitment may be stored; ``earlier`` is the week's commitment, if it has one.

    Raises:
        SeedAlreadyCommitted: the week has another commitment.
        CommitmentLate: the week has begun, or begins within minutes.
        CommitmentTooEarly: the week is too far away.
    """
    if earlier is not None:
        if earlier != commitment:
            raise SeedAlreadyCommitted(week)
        return
    if now >= week.begins - CLOCK_MARGIN:
        raise CommitmentLate(week)
    if now < week.begins - COMMITMENT_LEAD + CLOCK_MARGIN:
        raise CommitmentTooEarly(week, COMMITMENT_LEAD.days)


def check_number(week: Week, number: str, commitment: str | None, now: datetime, *, is_drawn: bool) -> None:
    """Check that a number may be revealed.

    Raises:
        NotCommitted: the week has no commitment.
        NumberWrong: the number is malformed, or another one was committed.
        RevealEarly: the week is not over, or has been for minutes only.
        RevealLate: a sample of the week was drawn without the number.
    """
    if commitment is None:
        raise NotCommitted(week)
    if now < week.ends + CLOCK_MARGIN:
        raise RevealEarly(week)
    try:
        digest = commit(number)
    except SeedRefused as error:
        raise NumberWrong(str(error)) from error
    if digest != commitment:
        raise NumberWrong("El número no corresponde al compromiso de esa semana: su SHA-256 es otro.")
    if is_drawn:
        raise RevealLate(week)
