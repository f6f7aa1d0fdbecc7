"""Procedure M5-1-05, user profiles: the quarterly review of accounts and the report of what changed.

The people named in the row send requests over HTTP, and the test reads the results from the journal.
"""

import pytest

from tests.support.api.api_rig import ApiRig
from tests.support.desks.access_review_desk import BOSS, CARLOS, CLARA, IDLE, LEAD, REASON, AccessReviewDesk

pytestmark = pytest.mark.integration
OF_REVIEWS = "AccessReview"


async def test_c6_profiles_are_reviewed_and_their_changes_reported(rig: ApiRig) -> None:
    """A review begins by itself, quality decides on each account, another person executes, and the month is reported.

    No person decides on their own account, and another one executes.
    """
    desk = AccessReviewDesk(rig)
    await desk.staff()
    assert await desk.begin_by_workers(2) == 1
    [review] = (await desk.ask(CLARA, "GET", "/access-reviews")).json()["reviews"]
    id_ = review["id"]
    assert (await desk.decide(CARLOS, id_, "carlos")).json()["code"] == "own_account"
    await desk.decided(CARLOS, id_, "turno2", decision="remove", reason=REASON)
    signed = await desk.signed_review(id_)
    assert (signed["state"], signed["counts"]["remove"]) == ("signed", 1)
    assert (await desk.execute(BOSS, id_, "turno2")).json()["state"] == "closed"
    assert (await desk.ask(IDLE, "GET", "/me")).status_code == 401
    await desk.facts("AccessReviewClosed")
    report = await desk.ask(LEAD, "POST", "/reports", json={"kind": "accounts", "month": "2027-01"})
    assert report.status_code == 201, report.text
    content = (await desk.ask(LEAD, "GET", f"/reports/{report.json()['id']}")).json()
    assert [each["value"]["text"] for each in content["highlights"]] == ["0", "0", "1"]
    names = [type(each.fact).__name__ async for each in rig.journal.envelopes()]
    assert [each for each in names if each.startswith(OF_REVIEWS) and each != "AccessReviewDecided"] == [
        "AccessReviewBegun",
        "AccessReviewSigned",
        "AccessReviewExecuted",
        "AccessReviewClosed",
    ]
    assert names.count("AccessReviewDecided") == review["accounts"]
