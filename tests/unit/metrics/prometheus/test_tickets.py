"""Ticket metrics for Prometheus."""

import pytest

from metrics.prometheus.tickets import (
    TicketMonth,
    TicketsNow,
    term_label,
    ticket_metrics,
    ticket_month_metrics,
)


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
    (_, _, breached, *_) = ticket_metrics(now)
    values = {tuple(each.labels.values()): each.value for each in breached.samples}
    assert values == {("phone", "filed"): 0, ("written", "received"): 1, ("written", "x"): 2}


def test_what_the_law_puts_first_is_exported_by_inbox_and_reason() -> None:
    """A ticket with a priority and an authority counts under both; channels are exported, too."""
    now = TicketsNow(
        by_light={},
        by_term={},
        by_urgency={("written", "tutela"): 1, ("written", "minor"): 1},
        by_channel={"letter": 3},
    )
    samples = {
        (each.name, *each.labels.values()): each.value for metric in ticket_metrics(now) for each in metric.samples
    }
    assert samples == {
        ("ticket_urgent", "written", "minor"): 1,
        ("ticket_urgent", "written", "tutela"): 1,
        ("ticket_open_by_channel", "letter"): 3,
    }


def test_the_month_has_its_timeliness_by_area_and_its_escalations() -> None:
    """An area without an answer in term is exported as 0, and times are in seconds."""
    month = TicketMonth(
        due={"": 3, "cartera": 2}, in_time={"": 3}, escalations={2: 4, 3: 0}, escalation_ms={2: 90_500, 3: 0}
    )
    samples = {
        (each.name, *each.labels.values()): each.value
        for metric in ticket_month_metrics(month)
        for each in metric.samples
    }
    assert samples == {
        ("ticket_month_due", ""): 3,
        ("ticket_month_due", "cartera"): 2,
        ("ticket_month_in_time", ""): 3,
        ("ticket_month_in_time", "cartera"): 0,
        ("ticket_month_escalations", "2"): 4,
        ("ticket_month_escalations", "3"): 0,
        ("ticket_month_escalation_seconds", "2"): 90.5,
        ("ticket_month_escalation_seconds", "3"): 0,
    }
