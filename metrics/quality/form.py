"""The part of a quality form that a score needs: criteria, weights, families of errors and a convention. Pure."""

from collections.abc import Collection
from fractions import Fraction
from typing import Final, Literal, get_args

import msgspec

from config.site.quality.vocabulary import Convention, Family

AnswerValue = Literal["meets", "fails", "not_applicable"]
FAMILIES: Final[tuple[Family, ...]] = get_args(Family)
BEST: Final = 100
"""The greatest mark."""


class ScoringCriterion(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a form; the convention decides which of its fields count."""

    id: str
    section: str
    family: Family
    weight: Fraction | int
    critical: bool = False  # of zeroing; the other conventions look at the family
    group: str | None = None  # of groups
    weight_group: str | None = None  # of groups: one failure loses the weights of all with this name


class ScoringGroup(msgspec.Struct, frozen=True):
    """Criteria with a mark of their own, and the least accepted one, from 0 to 100."""

    id: str
    minimum: Fraction | int


class ScoringForm(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a form; it refuses what could hide an error, such as a weight of 0 in a group."""

    convention: Convention
    criteria: tuple[ScoringCriterion, ...]
    zeroes: Literal["form", "section"] = "form"  # of zeroing: what a critical failure makes 0
    groups: tuple[ScoringGroup, ...] = ()
    empty_group: Literal["met", "left_out"] = "left_out"  # of groups: one without applicable criteria

    def __post_init__(self) -> None:
        if _has_twice([each.id for each in self.criteria]) or _has_twice([each.id for each in self.groups]):
            raise ValueError("a criterion or a group is twice in the form")
        if any(each.weight < 0 for each in self.criteria):
            raise ValueError("a weight is negative")
        if any(not 0 <= each.minimum <= BEST for each in self.groups):
            raise ValueError(f"the minimum of a group must lie between 0 and {BEST}")
        if self.convention == "groups":
            if not {each.group for each in self.criteria} <= {each.id for each in self.groups}:
                raise ValueError("a criterion is in no group of the form")
            if any(each.weight == 0 for each in self.criteria):
                raise ValueError("a weight is 0 in a form with groups: a failure would not show")


def _has_twice(ids: Collection[str]) -> bool:
    return len(set(ids)) != len(ids)
