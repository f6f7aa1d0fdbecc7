"""The periods of the access log that should be signed, and are not."""

from datetime import date

from agent_api.access_log.domain.review_due import ReviewedDays, overdue_reviews
from config.site.accounts import LogReviewRules

MONTHLY = LogReviewRules(every="month", days=10)
SINCE = date(2026, 9, 12)
OCTOBER = ReviewedDays(date(2026, 10, 1), date(2026, 10, 31))
SEPTEMBER = ReviewedDays(SINCE, date(2026, 9, 30))


def test_a_month_is_late_ten_days_after_its_end() -> None:
    """On the tenth day it is not yet late; the first month counts from the first day of the log."""
    assert overdue_reviews(MONTHLY, SINCE, [], date(2026, 10, 10)) == ()
    assert overdue_reviews(MONTHLY, SINCE, [], date(2026, 10, 11)) == (SEPTEMBER,)
    assert overdue_reviews(MONTHLY, SINCE, [], date(2026, 11, 11)) == (OCTOBER, SEPTEMBER)


def test_reviews_cover_a_period_in_pieces() -> None:
    """Two halves of a month are the month; a missing day is not."""
    halves = [ReviewedDays(date(2026, 10, 16), date(2026, 11, 3)), ReviewedDays(SINCE, date(2026, 10, 15))]
    assert overdue_reviews(MONTHLY, SINCE, halves, date(2026, 11, 11)) == ()
    gap = [ReviewedDays(date(2026, 10, 17), date(2026, 11, 3)), ReviewedDays(SINCE, date(2026, 10, 15))]
    assert overdue_reviews(MONTHLY, SINCE, gap, date(2026, 11, 11)) == (OCTOBER,)


def test_a_quarter_is_three_months() -> None:
    """The site may want the review of each quarter."""
    rules = LogReviewRules(every="quarter", days=5)
    late = overdue_reviews(rules, date(2026, 1, 1), [], date(2026, 10, 6))
    assert late[0] == ReviewedDays(date(2026, 7, 1), date(2026, 9, 30))
    assert [each.first.month for each in late] == [7, 4, 1]


def test_without_a_rule_or_a_row_nothing_is_late() -> None:
    """A site without the rule, and a log without rows, ask for nothing."""
    assert overdue_reviews(None, SINCE, [], date(2027, 1, 1)) == ()
    assert overdue_reviews(MONTHLY, None, [], date(2027, 1, 1)) == ()
