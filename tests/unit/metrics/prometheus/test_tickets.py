"""Ticket metrics for Prometheus."""

import pytest

from metrics.prometheus.tickets import TicketsNow, term_label, ticket_metrics


@pytest.mark.parametrize(
    ("days", "term"),
    [(-1, "overdue"), (0, "today"), (1, "three_days"), (3, "three_days"), (4, "later"), (None, "none")],
)
def test_a_last_day_is_near_or_far(days: int | None, term: str) -> None:
    """A ticket is not late on its last day."""
    assert term_label(days) == term


def test_inbox_without_late_tickets_is_exported_as_0_so_that_alert_on_it_ends() -> None:
    """An inbox without late tickets is exported as 0, so that an alert on it ends."""
    now = TicketsNow(
        by_light={},
        by_term={("phone", "filed", "later"): 2, ("written", "received", "overdue"): 1, ("written", "x", "overdue"): 2},
    )
    (_, _, breached) = ticket_metrics(now)
    values = {tuple(each.labels.values()): each.value for each in breached.samples}
    assert values == {("phone", "filed"): 0, ("written", "received"): 1, ("written", "x"): 2}
