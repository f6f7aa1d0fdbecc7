"""The periodic review of user accounts (M5-1-05, C6) as the site says; without it, no review begins. Pure."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import User
from config.schema.reader import Reader
from config.site.rights import SiteRole

ReviewerRole = Literal["calidad", "coordinador"]
ExecutorRole = Literal["admin"]
ReviewDays = Annotated[int, Meta(ge=1, le=60)]
IdleDays = Annotated[int, Meta(ge=1, le=730)]


class RoleConflict(msgspec.Struct, frozen=True, kw_only=True):
    """Two roles that one person should not hold on the same day."""

    first: SiteRole
    second: SiteRole


class AccessReviewRules(msgspec.Struct, frozen=True, kw_only=True):
    """When accounts are reviewed, by whom, and what is flagged; `config.site.accounts` says which accounts are unused.

    Attributes:
        months: length of a period; the first one begins in January.
        days: business days to finish a review, without its first day; the reminder counts them back from the last.
        generic_names: logins that name no person, alone or with a number.
    """

    months: Literal[1, 2, 3, 4, 6, 12] = 3
    reviewer: ReviewerRole = "calidad"
    executor: ExecutorRole = "admin"
    days: ReviewDays = 15
    remind_before: Annotated[int, Meta(ge=0, le=30)] = 3
    unused_days: IdleDays = 30
    exception_days: Annotated[int, Meta(ge=1, le=366)] = 180
    conflicts: tuple[RoleConflict, ...] = ()
    generic_names: tuple[User, ...] = ()


def check_access_reviews(rules: AccessReviewRules | None, reader: Reader) -> None:
    """Check that each conflict names two roles and no entry is repeated, and that the reminder can be sent."""
    if rules is None:
        return
    path = ("access_reviews",)
    for index, each in enumerate(rules.conflicts):
        if each.first == each.second:
            reader.complain((*path, "conflicts", str(index)), "un conflicto es entre dos roles distintos")
    pairs = (" y ".join(sorted((each.first, each.second))) for each in rules.conflicts)
    reader.complain_repeated(((*path, "conflicts", str(n)), pair) for n, pair in enumerate(pairs))
    reader.complain_repeated(((*path, "generic_names", str(n)), each) for n, each in enumerate(rules.generic_names))
    if rules.remind_before >= rules.days:
        text = f"la revisión tiene {rules.days} días hábiles: el recordatorio no saldría nunca; use menos"
        reader.complain((*path, "remind_before"), text)
