"""Procedure M5-1-05, rows C7 and C8: the access log with its signed review, and the identity checks of all calls.

The people named in the rows send requests over HTTP, and the test reads the results from the journal.
"""

from datetime import timedelta

import pytest

from tests.support.api.api_rig import PASSWORD, ApiRig
from tests.support.desks.access_desk import ADMIN, REVIEWER, REVIEWS, AccessDesk
from tests.support.desks.identity_desk import ANA, SECRET_PARTS, SPOKEN_ANSWERS, IdentityDesk

pytestmark = pytest.mark.integration


async def test_c7_movements_are_listed_and_a_period_is_reviewed(rig: ApiRig) -> None:
    """Sign-ins, refusals and an unused account are in the log; quality compares the accounts and signs the period."""
    desk = AccessDesk(rig)
    desk.apply_rules()
    for user in (ADMIN, REVIEWER):
        await desk.ask(user, "GET", "/me")
    await rig.hire("nadia", "asesor")
    for password in ("not-the-password", PASSWORD):
        await rig.client.post("/api/v1/session", json={"username": "nadia", "password": password})
    await desk.set_used(rig.now - timedelta(days=60), "nadia")
    assert await desk.keep_rule() == 1
    rig.now += timedelta(days=7)
    await desk.set_used(rig.now, "raiz", "clara")
    assert await desk.keep_rule(2) == 1
    movements = [each["movement"] for each in await desk.entries(account="nadia")]
    assert movements == [
        "UserDisabled",
        "DormantAccountDisabled",
        "AccountDormancyWarned",
        "SignedIn",
        "SignInRefused",
    ]
    rig.now += timedelta(days=1)
    signed = await desk.sign("usuario\nraiz\nclara\nquien\nnadia\n", "Nadia no volvió.")
    assert signed.status_code == 201, signed.text
    assert [(each["user"], each["kind"]) for each in signed.json()["discrepancies"]] == [("nadia", "differing")]
    (fact,) = await desk.journaled_facts("AccessLogReviewed")
    assert (fact.fact.differing, fact.fact.digest) == (1, signed.json()["digest"])
    assert await desk.make_files() == 1
    pdf = await desk.ask("interventoria:vera", "GET", f"{REVIEWS}/{signed.json()['id']}/pdf")
    assert pdf.content.startswith(b"%PDF")


async def test_c8_checks_of_all_calls_are_listed_without_answers(rig: ApiRig) -> None:
    """Quality reads the advisor, the call, the questions and the result of each check, and no answer."""
    desk = IdentityDesk(rig)
    ana = await desk.import_customer(ANA)
    await desk.talk("a")
    wrong = (await desk.draw("a", ana)).json()
    await desk.answer_questions("a", wrong, lambda question: "no sé")
    right = (await desk.draw("a", ana)).json()
    await desk.answer_questions("a", right, SPOKEN_ANSWERS.__getitem__)
    answer = await desk.ask("supervisor:sara", "GET", "/identity-checks")
    assert answer.status_code == 200, answer.text
    checks = answer.json()["checks"]
    assert [(each["result"], each["attempt"], each["call_id"]) for each in checks] == [
        ("passed", 2, "a"),
        ("failed", 1, "a"),
    ]
    assert checks[0]["customer"] == "A*** S*** B***"
    assert len(checks[0]["questions"]) == 3
    assert not any(part in answer.text for part in SECRET_PARTS)
    only = (await desk.ask("calidad:clara", "GET", "/identity-checks", params={"result": "failed"})).json()["checks"]
    assert [each["attempt"] for each in only] == [1]
    assert only[0]["customer"] is None
    body = {"columns": ["advisor", "questions", "result"], "format": "csv"}
    file = (await desk.ask("calidad:clara", "POST", "/identity-check-exports", json=body)).content.decode("utf-8-sig")
    assert file.startswith("Asesor,Preguntas,Resultado")
    assert not any(part in file for part in SECRET_PARTS)
    assert (await desk.ask("asesor2", "GET", "/identity-checks")).status_code == 403
