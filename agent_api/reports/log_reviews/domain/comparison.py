"""The accounts here compared with the entity's list of users. Pure.

An account that cannot be used, here or in the list, needs no counterpart. The account of the person who reviews
is compared as the others, and marked.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from agent_api.reports.log_reviews.domain.user_list import ListedUser

DiscrepancyKind = Literal["here_only", "there_only", "differing"]
"""``here_only``: usable here, and not in the list; ``there_only``: in use there, and no account here; ``differing``:
usable in one of both."""


class UserDiscrepancy(msgspec.Struct, frozen=True, kw_only=True):
    """An account that differs; ``own`` marks that of the person who reviews."""

    user: str
    kind: DiscrepancyKind
    active_here: bool
    active_there: bool
    own: bool


class UserComparison(msgspec.Struct, frozen=True, kw_only=True):
    """The result: the number of users on each side, and the differences, by login."""

    accounts: int
    listed: int
    discrepancies: tuple[UserDiscrepancy, ...]

    def count(self, kind: str) -> int:
        """Return the number of discrepancies of a kind."""
        return sum(each.kind == kind for each in self.discrepancies)


def compare_users(usable: Mapping[str, bool], listed: Sequence[ListedUser], reviewer: str) -> UserComparison:
    """Compare the accounts here, by login with whether they can be used, with the entity's list."""
    active = {each.user: each.active for each in listed}
    return UserComparison(
        accounts=len(usable),
        listed=len(active),
        discrepancies=tuple(_discrepancies(usable, active, reviewer)),
    )


def _discrepancies(usable: Mapping[str, bool], active: Mapping[str, bool], reviewer: str) -> Iterable[UserDiscrepancy]:
    for user in sorted(usable.keys() | active.keys()):
        active_here, active_there = usable.get(user, False), active.get(user, False)
        if active_here == active_there:
            continue
        kind: DiscrepancyKind = "differing"
        if user not in active:
            kind = "here_only"
        elif user not in usable:
            kind = "there_only"
        yield UserDiscrepancy(
            user=user, kind=kind, active_here=active_here, active_there=active_there, own=user == reviewer
        )
