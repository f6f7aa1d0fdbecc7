"""Reminders of a review and of its exceptions: each sent once by any number of workers."""

from datetime import timedelta

import pytest

from agent_api.access_reviews.metrics import read_access_review_metrics
from metrics.prometheus.accounts import AccessReviewsNow
from tests.support.desks.access_review_desk import BOSS, CARLOS, REASON, AccessReviewDesk

pytestmark = pytest.mark.integration


async def test_reviewers_are_reminded_before_the_last_day_and_once_after_it(desk: AccessReviewDesk) -> None:
    """Not before, and never again."""
    id_ = (await desk.begun_review())["id"]
    assert await desk.remind(3) == 0
    sent = []
    for _ in range(30):
        desk.rig.now += timedelta(days=1)
        sent.append(await desk.remind(3))
    assert sum(sent) == 2
    assert (await desk.review(id_))["late"] is True
    late, near, _ = await desk.bell(CARLOS)
    assert near.startswith(f"La revisión de cuentas {id_} vence el ")
    assert late.startswith(f"La revisión de cuentas {id_} venció el ")
    assert await desk.bell(BOSS) == []


async def test_executors_are_reminded_of_what_is_left(desk: AccessReviewDesk) -> None:
    """A signed review that is late concerns who executes; the metrics count it, and a period without any."""
    id_ = (await desk.begun_review())["id"]
    await desk.decided(CARLOS, id_, "ana.rojas", decision="remove", reason=REASON)
    undecided = await read_access_review_metrics(desk.rig.app.state.context)
    assert (undecided.due, undecided.overdue, undecided.undecided > 0, undecided.pending) == (1, 0, True, 0)
    await desk.signed_review(id_)
    desk.rig.now += timedelta(days=40)
    late = await read_access_review_metrics(desk.rig.app.state.context)
    assert late == AccessReviewsNow(due=1, overdue=1, undecided=0, pending=1)
    desk.rig.now += timedelta(days=60)
    unbegun = await read_access_review_metrics(desk.rig.app.state.context)
    assert (unbegun.due, unbegun.overdue) == (1, 2)
    desk.rig.now -= timedelta(days=60)
    assert await desk.remind(2) == 1
    assert (await desk.bell(BOSS))[0].startswith(f"La revisión de cuentas {id_} venció el ")


async def test_an_expired_exception_is_reported_and_flagged_in_the_next_review(desk: AccessReviewDesk) -> None:
    """Once, to reviewers; the account has a finding more in the review of the next period."""
    id_ = (await desk.begun_review())["id"]
    until = (desk.rig.now.date() + timedelta(days=60)).isoformat()
    await desk.decided(CARLOS, id_, "turno2", reason=REASON, exception_until=until)
    await desk.signed_review(id_)
    desk.rig.now += timedelta(days=59)
    assert await desk.remind(2) == 0
    desk.rig.now += timedelta(days=3)
    assert await desk.remind(3) == 1
    assert await desk.remind(3) == 0
    assert len(await desk.facts("AccessReviewExceptionExpired")) == 1
    assert (await desk.bell(CARLOS))[0].startswith("El ")
    assert (await desk.accounts(id_))["turno2"]["exception_expired"] is True
    desk.rig.now += timedelta(days=40)
    assert (await desk.ask(CARLOS, "GET", "/access-reviews")).json()["unreviewed"] == "segundo trimestre de 2027"
    assert await desk.begin_by_workers(2) == 1
    page = (await desk.ask(CARLOS, "GET", "/access-reviews")).json()
    assert page["unreviewed"] is None
    newest = page["reviews"][0]
    assert "exception_expired" in (await desk.accounts(newest["id"], CARLOS))["turno2"]["findings"]
