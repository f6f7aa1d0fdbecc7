"""The findings of a review in an account."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from agent_api.access_log.domain.dormancy import AccountUse, dormancy_step
from agent_api.access_reviews.domain.account_findings import findings_of, is_generic
from agent_api.access_reviews.domain.snapshot import SnapshotAccount, SnapshotRole
from config.site.access_reviews import AccessReviewRules
from config.site.accounts import DormancyRules
from tests.support.site_folders import sample_site

NOW = datetime(2026, 11, 30, 15, tzinfo=UTC)
TODAY = date(2026, 11, 30)
RULES = sample_site().access_reviews or AccessReviewRules()
DORMANCY = DormancyRules(days=60, warning_days=7)
ROLE = SnapshotRole(role="asesor", begins_on=date(2026, 1, 1))
SOUND = SnapshotAccount(
    user="ana.rojas",
    created_at=NOW - timedelta(days=300),
    signed_in_at=NOW - timedelta(days=1),
    roles=(ROLE,),
)


@pytest.mark.parametrize(
    ("change", "findings"),
    [
        ({}, ()),
        ({"left_on": TODAY - timedelta(days=1)}, ("departed",)),
        ({"left_on": TODAY}, ()),
        ({"signed_in_at": None}, ("never_used",)),
        ({"signed_in_at": None, "created_at": NOW - timedelta(days=30)}, ()),
        ({"signed_in_at": None, "created_at": NOW - timedelta(days=31)}, ("never_used",)),
        ({"signed_in_at": NOW - timedelta(days=52)}, ()),
        ({"signed_in_at": NOW - timedelta(days=53)}, ("dormant",)),
        ({"nameless": True}, ("no_owner",)),
        ({"user": "turno2"}, ("generic_name",)),
        ({"roles": ()}, ("no_role",)),
        ({"roles": (msgspec.structs.replace(ROLE, ends_on=TODAY - timedelta(days=1)),)}, ("no_role",)),
        ({"exception_until": TODAY}, ()),
        ({"exception_until": TODAY - timedelta(days=1)}, ("exception_expired",)),
        ({"roles": (ROLE, SnapshotRole(role="calidad", begins_on=TODAY))}, ("role_conflict",)),
        ({"roles": (ROLE, SnapshotRole(role="calidad", begins_on=TODAY + timedelta(days=1)))}, ()),
        ({"roles": (ROLE, SnapshotRole(role="supervisor", begins_on=TODAY))}, ()),
        ({"disabled_at": NOW, "signed_in_at": None, "nameless": True, "roles": ()}, ()),
    ],
)
def test_each_finding_begins_on_its_day(change: dict[str, object], findings: tuple[str, ...]) -> None:
    """A finding follows from the snapshot and the site's rules alone, and a disabled account has none."""
    assert findings_of(msgspec.structs.replace(SOUND, **change), RULES, DORMANCY, TODAY) == findings


def test_an_unused_account_is_flagged_from_the_day_of_its_warning() -> None:
    """One rule of the site warns, flags and disables; without it, nothing does."""
    used_at = NOW - timedelta(days=DORMANCY.warned_after)
    step = dormancy_step(AccountUse(created_at=used_at), DORMANCY, NOW)
    assert (step.act, step.disables_on) == ("warn", TODAY + timedelta(days=DORMANCY.warning_days))
    unused = msgspec.structs.replace(SOUND, signed_in_at=used_at)
    assert findings_of(unused, RULES, DORMANCY, TODAY) == ("dormant",)
    assert findings_of(unused, RULES, None, TODAY) == ()


@pytest.mark.parametrize(
    ("user", "generic"),
    [("turno", True), ("turno2", True), ("turno-02", True), ("turnos", False), ("arturno", False), ("t", False)],
)
def test_a_generic_name_may_have_a_number(user: str, generic: bool) -> None:
    """A name that only begins or ends with a generic one is a person's."""
    assert is_generic(user, ("turno",)) is generic
