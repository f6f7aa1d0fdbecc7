"""Reviews of the access log: compared with the entity's list, signed once, and verifiable."""

import hashlib
import json
from datetime import timedelta

import pytest

from eventlog.facts import AccessLogReviewed
from tests.support.desks.access_desk import ADMIN, COMPARISONS, REVIEWER, REVIEWS, AccessDesk

pytestmark = pytest.mark.integration
LIST = "usuario,nombre,estado\nclara,Clara,activo\nquien,Quien,activo\nnadia,Nadia,activo\n"


async def days_later(desk: AccessDesk) -> None:
    """Let two days pass after some movements of accounts."""
    await desk.ask(ADMIN, "GET", "/me")
    await desk.ask(REVIEWER, "GET", "/me")
    answer = await desk.rig.client.post("/api/v1/session", json={"username": "nobody", "password": "wrong-password"})
    assert answer.status_code == 401
    desk.rig.now += timedelta(days=2)
    await desk.journaled_facts("")


async def test_a_review_is_signed_with_its_rows_and_differences(desk: AccessDesk) -> None:
    """The signature covers the rows, the list and the note; the fact and the files have the same digest."""
    await days_later(desk)
    refused = await desk.sign(LIST)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "note")
    signed = await desk.sign(LIST, "Se pide crear a nadia y retirar a raiz.")
    assert signed.status_code == 201, signed.text
    review = signed.json()
    assert [(each["user"], each["kind"]) for each in review["discrepancies"]] == [
        ("nadia", "there_only"),
        ("raiz", "here_only"),
    ]
    assert review["users_digest"] == hashlib.sha256(LIST.encode()).hexdigest()
    (fact,) = await desk.journaled_facts("AccessLogReviewed")
    assert isinstance(fact.fact, AccessLogReviewed)
    assert (fact.fact.review, fact.fact.digest, fact.actor) == (review["id"], review["digest"], "user:clara")
    assert fact.fact.rows == review["rows"] == 1
    content = (await desk.ask(REVIEWER, "GET", f"{REVIEWS}/{review['id']}/content")).content
    assert hashlib.sha256(content).hexdigest() == review["digest"]
    assert json.loads(content)["title"].startswith(f"Revisión {review['id']}")
    early = await desk.ask(REVIEWER, "GET", f"{REVIEWS}/{review['id']}/pdf")
    assert (review["pdf_digest"], early.status_code, early.json()["code"]) == (None, 409, "log_review_not_made")
    assert await desk.make_files(2) == 1
    assert await desk.make_files() == 0
    made = (await desk.ask(REVIEWER, "GET", f"{REVIEWS}/{review['id']}")).json()
    assert made == {**review, "pdf_digest": made["pdf_digest"]}
    pdf = (await desk.ask(REVIEWER, "GET", f"{REVIEWS}/{review['id']}/pdf")).content
    assert hashlib.sha256(pdf).hexdigest() == made["pdf_digest"]
    assert (await desk.ask(REVIEWER, "GET", f"{REVIEWS}/{review['id']}/content")).content == content
    for part in ("xlsx", "csv"):
        assert (await desk.ask(REVIEWER, "GET", f"{REVIEWS}/{review['id']}/{part}")).status_code == 200
    again = await desk.sign(LIST, "Se pide crear a nadia y retirar a raiz.")
    assert (again.status_code, again.json()["id"]) == (200, review["id"])
    page = (await desk.ask(REVIEWER, "GET", REVIEWS)).json()
    assert [each["id"] for each in page["reviews"]] == [review["id"]]


async def test_the_digest_of_the_rows_comes_from_the_journal(desk: AccessDesk) -> None:
    """Anybody with the journal computes it again: the number and the hash of each fact, in order."""
    await days_later(desk)
    form = {**desk.period(), "users": LIST}
    compared = (await desk.ask(REVIEWER, "POST", COMPARISONS, json=form)).json()
    from eventlog.journal.reader import read_rows
    from storage.postgres.engine import snapshot
    from tests.support.router.campaign_rig import CAMPAIGN

    digest = hashlib.sha256()
    async with snapshot(desk.rig.engine) as connection:
        async for rows in read_rows(connection, CAMPAIGN, 100):
            for row in rows:
                if row.type == "SignInRefused":
                    digest.update(f"{row.seq} {bytes(row.hash).hex()}\n".encode())
    assert (compared["rows"], compared["rows_digest"]) == (1, digest.hexdigest())
    assert await desk.rows("access_log_review") == 0


async def test_a_list_with_bad_rows_is_refused_whole(desk: AccessDesk) -> None:
    """Each bad row is named, and nothing is signed."""
    await days_later(desk)
    refused = await desk.sign("usuario\nclara\nA B\nclara\n", "Nota")
    assert (refused.status_code, refused.json()["code"]) == (400, "user_list_invalid")
    assert [each["detail"][:7] for each in refused.json()["errors"]] == ["Fila 3:", "Fila 4:"]
    assert await desk.rows("access_log_review") == 0


async def test_a_period_must_be_over(desk: AccessDesk) -> None:
    """Today is not over; a period does not end before it begins."""
    today = desk.rig.now.date().isoformat()
    for days in ({"first_day": today, "last_day": today}, {"first_day": "2026-11-02", "last_day": "2026-11-01"}):
        answer = await desk.ask(REVIEWER, "POST", COMPARISONS, json={**days, "users": LIST})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "last_day")


async def test_a_late_review_is_named_until_it_is_signed(desk: AccessDesk) -> None:
    """The list says which period should be signed."""
    await days_later(desk)
    assert len(await desk.entries()) == 1
    assert (await desk.ask(REVIEWER, "GET", REVIEWS)).json()["overdue"] == []
    desk.rig.now += timedelta(days=60)
    late = (await desk.ask(REVIEWER, "GET", REVIEWS)).json()["overdue"]
    assert late
    form = {**late[0], "users": LIST, "note": "Revisado."}
    form["first_day"] = late[-1]["first_day"]
    answer = await desk.ask(REVIEWER, "POST", REVIEWS, json=form, headers={"Idempotency-Key": "revision-9"})
    assert answer.status_code == 201, answer.text
    assert (await desk.ask(REVIEWER, "GET", REVIEWS)).json()["overdue"] == []


async def test_reading_is_not_signing(desk: AccessDesk) -> None:
    """The interventoría and the administrator read reviews, and sign none."""
    await days_later(desk)
    for user in ("interventoria:vera", ADMIN):
        assert (await desk.ask(user, "GET", REVIEWS)).status_code == 200
        assert (await desk.sign(LIST, "Nota", user=user)).status_code == 403
