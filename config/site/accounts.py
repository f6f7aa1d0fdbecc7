"""Accounts of users, as the site says: when an unused one is disabled, how often the access log is reviewed. Pure."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.schema.reader import Reader

LogReviewPeriod = Literal["month", "quarter"]


class DormancyRules(msgspec.Struct, frozen=True, kw_only=True):
    """The rule of unused accounts: disabled after ``days`` without a sign-in, warned ``warning_days`` before."""

    days: Annotated[int, Meta(ge=15, le=730)]
    warning_days: Annotated[int, Meta(ge=1, le=60)] = 7

    @property
    def warned_after(self) -> int:
        """Days without a sign-in after which the holder is warned, and a review flags the account."""
        return self.days - self.warning_days


class LogReviewRules(msgspec.Struct, frozen=True, kw_only=True):
    """The review of the access log: of each period, signed within some calendar days after its end."""

    every: LogReviewPeriod = "month"
    days: Annotated[int, Meta(ge=1, le=90)] = 10


class AccountRules(msgspec.Struct, frozen=True, kw_only=True):
    """Rules of accounts; a rule that is None does not apply."""

    dormancy: DormancyRules | None = None
    log_review: LogReviewRules | None = None
    temporary_password_hours: Annotated[int, Meta(ge=1, le=720)] | None = None

    def is_password_expired(self, since: datetime | None, now: datetime) -> bool:
        """Return whether a temporary password given at a moment is too old; one of an unknown moment is not."""
        hours = self.temporary_password_hours
        return hours is not None and since is not None and now - since >= timedelta(hours=hours)


def check_accounts(rules: AccountRules | None, reader: Reader) -> None:
    """Check that a person is warned after an account is opened, and not before."""
    dormancy = rules.dormancy if rules else None
    if dormancy is not None and dormancy.warning_days >= dormancy.days:
        reader.complain(
            ("accounts", "dormancy", "warning_days"),
            f"el aviso no puede ir {dormancy.warning_days} días antes si la cuenta se inhabilita a los "
            f"{dormancy.days}; escriba un número menor",
        )
