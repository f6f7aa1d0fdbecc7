"""Mail metrics, and the warnings for a person."""

from prometheus_client import CollectorRegistry, generate_latest

from agent_api.mail.metrics import LATE_AFTER, mail_warnings
from metrics.prometheus.exporter import _Families
from metrics.prometheus.mail import MailNow, mail_metrics


def now(**more: float) -> MailNow:
    """Return the state of the mail; no message waits by default."""
    return MailNow(**{"tally": {"sent": 3, "bounced": 1}, "waiting": 0, "oldest_s": 0.0, "uncertain": 0, **more})  # type: ignore[arg-type]


def test_messages_are_counted_by_outcome_with_age_of_oldest_waiting_one() -> None:
    """Messages are counted by outcome, with the age of the oldest waiting one."""
    registry = CollectorRegistry()
    registry.register(_Families(mail_metrics(now(waiting=2, oldest_s=61.5, uncertain=1))))
    text = generate_latest(registry).decode()
    for line in (
        'mail_outcomes_total{outcome="sent"} 3.0',
        'mail_outcomes_total{outcome="bounced"} 1.0',
        "mail_waiting_messages 2.0",
        "mail_oldest_waiting_seconds 61.5",
        "mail_uncertain_messages 1.0",
    ):
        assert line in text.splitlines()


def test_warnings_come_at_once_without_server_with_one_after_quarter_of_hour() -> None:
    """Warnings come at once without a server, with one after a quarter of an hour, and for each needed decision."""
    late = LATE_AFTER.total_seconds() + 1
    assert mail_warnings(None, sends=False) == []
    assert mail_warnings(now(), sends=False) == []
    assert mail_warnings(now(waiting=1), sends=False) == ["mail_not_configured"]
    assert mail_warnings(now(waiting=1, oldest_s=late), sends=True) == ["mail_waiting"]
    assert mail_warnings(now(waiting=1, oldest_s=60.0), sends=True) == []
    assert mail_warnings(now(uncertain=1), sends=True) == ["mail_uncertain"]
