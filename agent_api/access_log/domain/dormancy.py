"""The act that the rule of unused accounts takes on a day: none, a warning, or the end of an account. Pure.

An account is disabled only if its holder was warned as many days before as the site says, and did not use it since.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

import msgspec

from config.site.accounts import DormancyRules
from config.timezone import COLOMBIA

DormancyAct = Literal["keep", "warn", "disable"]


class AccountUse(msgspec.Struct, frozen=True, kw_only=True):
    """The part of an account that the rule reads; moments are aware, and None if it never happened.

    Attributes:
        enabled_at: when it was last enabled again.
        warned_at: when its holder was last warned.
        disabled: whether it can no longer be used.
        last_administrator: whether no other account of a campaign could manage users without it.
    """

    created_at: datetime
    signed_in_at: datetime | None = None
    enabled_at: datetime | None = None
    warned_at: datetime | None = None
    disabled: bool = False
    last_administrator: bool = False

    @property
    def used_at(self) -> datetime:
        """The moment from which the account counts as unused."""
        return max(each for each in (self.created_at, self.signed_in_at, self.enabled_at) if each is not None)

    @property
    def is_warned(self) -> bool:
        """Whether the holder was warned since the last use."""
        return self.warned_at is not None and self.warned_at >= self.used_at


class DormancyStep(NamedTuple):
    """The act that is due, and the local day from which the account may be disabled."""

    act: DormancyAct
    disables_on: date


class AdministratorGrant(NamedTuple):
    """An enabled account that may manage users of a campaign."""

    campaign: str
    user: str


def dormancy_step(account: AccountUse, rules: DormancyRules, now: datetime) -> DormancyStep:
    """Return the step that is due for an account at a moment."""
    today = _local_day(now)
    disables_on = _local_day(account.used_at) + timedelta(days=rules.days)
    warns_on = _local_day(account.used_at) + timedelta(days=rules.warned_after)
    if account.warned_at is not None and account.is_warned:
        disables_on = max(disables_on, _local_day(account.warned_at) + timedelta(days=rules.warning_days))
        is_due = today >= disables_on
        return DormancyStep("disable" if is_due and _may_end(account) else "keep", disables_on)
    disables_on = max(disables_on, today + timedelta(days=rules.warning_days))
    return DormancyStep("warn" if today >= warns_on and _may_end(account) else "keep", disables_on)


def last_administrators(grants: Iterable[AdministratorGrant]) -> frozenset[str]:
    """Return the users who are the only administrator of some campaign."""
    by_campaign: dict[str, set[str]] = defaultdict(set)
    for each in grants:
        by_campaign[each.campaign].add(each.user)
    return frozenset(user for users in by_campaign.values() if len(users) == 1 for user in users)


def unused_days(account: AccountUse, now: datetime) -> int:
    """Return the local days since the last use."""
    return (_local_day(now) - _local_day(account.used_at)).days


def _may_end(account: AccountUse) -> bool:
    return not account.disabled and not account.last_administrator


def _local_day(moment: datetime) -> date:
    return moment.astimezone(COLOMBIA).date()
