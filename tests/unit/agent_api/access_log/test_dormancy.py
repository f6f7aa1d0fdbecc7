"""The rule of unused accounts: warned first, disabled later, never the last administrator."""

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from agent_api.access_log.domain.dormancy import (
    AccountUse,
    AdministratorGrant,
    dormancy_step,
    last_administrators,
    unused_days,
)
from config.site.accounts import DormancyRules

RULES = DormancyRules(days=60, warning_days=7)
BEGAN = datetime(2026, 1, 5, 14, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_person_is_warned_before_and_disabled_after() -> None:
    """On day 53 comes the warning, on day 60 the end, and nothing in between."""
    use = AccountUse(created_at=BEGAN)
    assert dormancy_step(use, RULES, BEGAN + 52 * DAY).act == "keep"
    step = dormancy_step(use, RULES, BEGAN + 53 * DAY)
    assert (step.act, step.disables_on.isoformat()) == ("warn", "2026-03-06")
    warned = msgspec.structs.replace(use, warned_at=BEGAN + 53 * DAY)
    assert dormancy_step(warned, RULES, BEGAN + 59 * DAY).act == "keep"
    assert dormancy_step(warned, RULES, BEGAN + 60 * DAY).act == "disable"
    assert unused_days(warned, BEGAN + 60 * DAY) == 60


def test_a_sign_in_after_the_warning_keeps_the_account() -> None:
    """The days count again from the sign-in, and another warning comes before another end."""
    use = AccountUse(created_at=BEGAN, warned_at=BEGAN + 53 * DAY, signed_in_at=BEGAN + 55 * DAY)
    assert not use.is_warned
    assert dormancy_step(use, RULES, BEGAN + 60 * DAY).act == "keep"
    assert dormancy_step(use, RULES, BEGAN + 108 * DAY).act == "warn"


def test_an_account_unused_for_years_is_warned_first() -> None:
    """When the rule begins to apply, the end is the days of the warning away, not at once."""
    step = dormancy_step(AccountUse(created_at=BEGAN), RULES, BEGAN + 900 * DAY)
    assert (step.act, step.disables_on) == ("warn", (BEGAN + 907 * DAY).date())


def test_an_account_enabled_again_counts_from_then() -> None:
    """An administrator who enables an account does not see it disabled the next hour."""
    use = AccountUse(created_at=BEGAN, enabled_at=BEGAN + 900 * DAY)
    assert dormancy_step(use, RULES, BEGAN + 901 * DAY).act == "keep"


def test_the_only_administrator_of_a_campaign_is_the_last_one() -> None:
    """Two administrators protect each other; in another campaign one may be the only one."""
    grants = [AdministratorGrant("a", "ana"), AdministratorGrant("a", "eva"), AdministratorGrant("b", "eva")]
    assert last_administrators(grants) == {"eva"}
    assert last_administrators(grants[:1]) == {"ana"}
    assert last_administrators([]) == frozenset()


@given(
    days=st.integers(15, 120),
    warning=st.integers(1, 14),
    sign_ins=st.lists(st.integers(0, 500), max_size=6),
    looks=st.lists(st.integers(1, 500), min_size=1, max_size=40),
    last=st.booleans(),
)
def test_no_account_ends_without_a_warning_in_time(
    days: int, warning: int, sign_ins: list[int], looks: list[int], last: bool
) -> None:
    """However seldom the worker looks, an end follows its warning by the days of the site, without use meanwhile."""
    rules = DormancyRules(days=days, warning_days=warning)
    use = AccountUse(created_at=BEGAN, last_administrator=last)
    for day in sorted({*looks, *sign_ins}):
        now = BEGAN + day * DAY
        if day in sign_ins:
            use = msgspec.structs.replace(use, signed_in_at=now)
        step = dormancy_step(use, rules, now)
        if step.act == "warn":
            assert unused_days(use, now) >= days - warning
            assert step.disables_on >= (now + warning * DAY).date()
            use = msgspec.structs.replace(use, warned_at=now)
        elif step.act == "disable":
            assert not last
            assert use.warned_at is not None
            assert now - use.warned_at >= warning * DAY
            assert use.warned_at >= use.used_at
            assert unused_days(use, now) >= days
            break
