"""accounts.yaml: when an unused account ends, and how often the access log is reviewed."""

from datetime import UTC, datetime, timedelta

import pytest

from config.site.accounts import AccountRules, DormancyRules, LogReviewRules
from config.site.loader import read_site
from tests.support.site_folders import FILES, errors_of, line_number, read_sample_file, sample_site, with_edit


def test_the_sample_disables_after_sixty_days_and_reviews_each_month() -> None:
    """The sample site shows all rules."""
    assert sample_site().accounts == AccountRules(
        dormancy=DormancyRules(days=60, warning_days=7),
        log_review=LogReviewRules(every="month", days=10),
        temporary_password_hours=72,
    )


def test_a_site_without_the_file_has_no_rule() -> None:
    """No account is disabled by itself, and no review is late."""
    files = {name: content for name, content in FILES.items() if name != "accounts.yaml"}
    assert read_site(files, read_sample_file).accounts == AccountRules()


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("warning_days: 7", "warning_days: 60", "warning_days: 60"),
        ("days: 60", "days: 3", "days: 3"),
        ("every: month", "every: week", "every: week"),
    ],
)
def test_a_rule_out_of_bounds_is_named_with_its_line(old: str, new: str, at: str) -> None:
    """A warning after the end, too few days and an unknown period are errors with file and line."""
    files = with_edit("accounts.yaml", f"\n  {old}", f"\n  {new}")
    (error,) = errors_of(files)
    assert error.startswith(f"accounts.yaml:{line_number(files, 'accounts.yaml', f'  {at}')}:")


@pytest.mark.parametrize(
    ("hours", "age_h", "expired"), [(72, 71, False), (72, 72, True), (None, 9999, False), (72, None, False)]
)
def test_a_temporary_password_expires(hours: int | None, age_h: int | None, expired: bool) -> None:
    """It serves for the hours of the site; without a rule, or of an unknown moment, it does not expire."""
    now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    since = None if age_h is None else now - timedelta(hours=age_h)
    assert AccountRules(temporary_password_hours=hours).is_password_expired(since, now) is expired
