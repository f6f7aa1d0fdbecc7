"""Findings of a review in an account, computed from its snapshot and the rules of the site. Pure."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, Literal

from agent_api.access_reviews.domain.snapshot import SnapshotAccount
from config.site.access_reviews import AccessReviewRules, RoleConflict
from config.site.accounts import DormancyRules
from config.timezone import COLOMBIA

AccountFinding = Literal[
    "departed", "role_conflict", "never_used", "dormant", "no_owner", "generic_name", "no_role", "exception_expired"
]
"""The holder has left; two roles are in conflict; the account was never used, or not for a long time; it names no
person; its login names no person; no role is in force; the exception of an earlier review has expired."""
_NUMBER: Final = re.compile(r"[-._]?[0-9]+\Z")


def findings_of(
    account: SnapshotAccount, rules: AccessReviewRules, dormancy: DormancyRules | None, today: date
) -> tuple[AccountFinding, ...]:
    """Return what is flagged on a local day, the gravest first; a disabled account has nothing.

    ``dormancy`` is the rule that disables unused accounts; without it, none is flagged as such.
    """
    if account.disabled_at is not None:
        return ()
    age = today - account.created_at.astimezone(COLOMBIA).date()
    signed_in_on = account.signed_in_at.astimezone(COLOMBIA).date() if account.signed_in_at else None
    until = account.exception_until
    flagged: dict[AccountFinding, bool] = {
        "departed": account.left_on is not None and account.left_on < today,
        "role_conflict": bool(conflicts_of(account, rules.conflicts, today)),
        "never_used": signed_in_on is None and age > timedelta(days=rules.unused_days),
        "dormant": _is_dormant(signed_in_on, dormancy, today),
        "no_owner": account.nameless,
        "generic_name": is_generic(account.user, rules.generic_names),
        "no_role": not any(each.holds_on(today) for each in account.roles),
        "exception_expired": until is not None and until < today,
    }
    return tuple(finding for finding, is_found in flagged.items() if is_found)


def _is_dormant(signed_in_on: date | None, dormancy: DormancyRules | None, today: date) -> bool:
    if dormancy is None or signed_in_on is None:
        return False
    return today - signed_in_on >= timedelta(days=dormancy.warned_after)


def conflicts_of(account: SnapshotAccount, conflicts: Iterable[RoleConflict], today: date) -> list[RoleConflict]:
    """Return the conflicts between roles that an account holds on a local day."""
    held = {each.role for each in account.roles if each.holds_on(today)}
    return [each for each in conflicts if {each.first, each.second} <= held]


def is_generic(user: str, generic_names: Iterable[str]) -> bool:
    """Return whether a login is a generic name, alone or with a number after it."""
    return user in generic_names or _NUMBER.sub("", user) in generic_names
