"""Feedback: the advisor accepts or refutes within the term, and a third person decides."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from eventlog.facts import EvaluationAccepted, EvaluationRefuted, RefutationDecided
from tests.support.desks.evaluation_desk import (
    ADVISOR,
    CARLOS,
    CLARA,
    LEAD,
    OTHER_ADVISOR,
    EvaluationDesk,
    all_met,
    criteria_of,
)

pytestmark = pytest.mark.integration
REFUTED = "Sí verifiqué la identidad, en el segundo 12."


async def signed_evaluation(desk: EvaluationDesk) -> dict[str, Any]:
    """Return a signed evaluation of a call of ``asesor1`` in which the first criterion fails."""
    await desk.hire(LEAD, CARLOS)
    await desk.attended_call("c1")
    begun = await desk.begun(CLARA, "c1")
    return await desk.sign(CLARA, begun, answers=all_met(begun, **{criteria_of(begun)[0]["id"]: "fails"}))


async def notices(desk: EvaluationDesk, user: str) -> list[str]:
    """Return the sentences under a user's bell, the newest first."""
    page = (await desk.ask(user, "GET", "/notifications")).json()
    return [each["text"] for each in page["notifications"] if each["about"] == "evaluation"]


async def test_the_advisor_reads_and_accepts_their_own(desk: EvaluationDesk) -> None:
    """Their list has it with its score, the bell says it, and a commitment stays encrypted."""
    signed = await signed_evaluation(desk)
    assert [each.partition(":")[0] for each in await notices(desk, ADVISOR)] == [
        "Su trabajo tiene la evaluación 2027-0001, de Clara"
    ]
    [own] = (await desk.ask(ADVISOR, "GET", "/me/evaluations")).json()["evaluations"]
    assert (own["id"], own["score"], own["state"]) == (signed["id"], signed["score"], "pending")
    read = (await desk.ask(ADVISOR, "GET", f"/me/evaluations/{signed['id']}")).json()
    assert (read["answers"], read["acts"]) == (signed["answers"], ["accept", "refute"])
    accepted = await desk.post_own(ADVISOR, signed, "acceptance", commitment="Saludaré como dice la línea.")
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted"), accepted.text
    assert accepted.json()["history"][-1]["text"] == "Saludaré como dice la línea."
    again = await desk.post_own(ADVISOR, signed, "acceptance")
    assert (again.status_code, again.json()["code"]) == (409, "evaluation_step_not_possible")
    [envelope] = await desk.facts("EvaluationAccepted")
    assert (envelope.fact, envelope.call_id) == (EvaluationAccepted(evaluation="2027-0001", round=1, late=False), "c1")


async def test_nobody_sees_or_answers_the_evaluation_of_another(desk: EvaluationDesk) -> None:
    """To another advisor it does not exist, nor to the own one before the signature."""
    signed = await signed_evaluation(desk)
    assert (await desk.ask(OTHER_ADVISOR, "GET", "/me/evaluations")).json()["evaluations"] == []
    for act in ("acceptance", "refutation"):
        answer = await desk.post_own(OTHER_ADVISOR, signed, act, **({"text": "No."} if act == "refutation" else {}))
        assert answer.status_code == 404
    await desk.attended_call("c2")
    draft = await desk.begun(CLARA, "c2")
    assert (await desk.ask(ADVISOR, "GET", f"/me/evaluations/{draft['id']}")).status_code == 404
    assert (await desk.post_own(ADVISOR, {**draft, "round": 1}, "acceptance")).status_code == 404


async def test_the_term_to_refute_is_in_open_hours(desk: EvaluationDesk) -> None:
    """After it the advisor may only accept, late; a correction begins another term."""
    signed = await signed_evaluation(desk)
    until = datetime.fromisoformat(signed["refutable_until"])
    assert until - desk.rig.now > timedelta(hours=desk.rig.site.quality.feedback.answer_hours)  # type: ignore[union-attr]
    desk.at(until + timedelta(seconds=1))
    refused = await desk.post_own(ADVISOR, signed, "refutation", text=REFUTED)
    assert (refused.status_code, refused.json()["code"]) == (409, "refutation_late")
    body = {"revision": signed["revision"], "answers": all_met(signed), "reason": "Oí mal."}
    corrected = (await desk.post(CLARA, signed, "corrections", **body)).json()
    assert datetime.fromisoformat(corrected["refutable_until"]) > until
    old = await desk.post_own(ADVISOR, signed, "acceptance")
    assert (old.status_code, old.json()["code"]) == (409, "evaluation_round_changed")
    assert (await desk.post_own(ADVISOR, corrected, "refutation", text=REFUTED)).status_code == 200


async def test_a_late_acceptance_says_so(desk: EvaluationDesk) -> None:
    """The fact has it."""
    signed = await signed_evaluation(desk)
    desk.at(datetime.fromisoformat(signed["refutable_until"]) + timedelta(days=1))
    assert (await desk.post_own(ADVISOR, signed, "acceptance")).status_code == 200
    [envelope] = await desk.facts("EvaluationAccepted")
    assert envelope.fact.late  # type: ignore[union-attr]


async def test_an_accepted_refutation_is_a_new_round_and_the_original_stays(desk: EvaluationDesk) -> None:
    """The evaluator does not decide; a third person does, with answers that differ."""
    signed = await signed_evaluation(desk)
    refuted = (await desk.post_own(ADVISOR, signed, "refutation", text=REFUTED)).json()
    assert (refuted["state"], refuted["history"][-1]["text"]) == ("refuted", REFUTED)
    assert (signed["decide_by"], refuted["decide_by"] > refuted["history"][-1]["at"]) == (None, True)
    assert (await notices(desk, CARLOS))[0].startswith("La evaluación 2027-0001 fue refutada")
    met = {"answers": all_met(signed)}
    decision = {"outcome": "accepted", "text": "Tiene razón.", "revision": refuted["revision"], "content": met}
    own = await desk.post(CLARA, signed, "decision", **decision)
    assert (own.status_code, own.json()["code"]) == (409, "evaluation_not_yours")
    same = {**decision, "content": {"answers": signed["answers"]}}
    assert (await desk.post(CARLOS, signed, "decision", **same)).json()["code"] == "nothing_corrected"
    assert (await desk.post(CARLOS, signed, "decision", **{**decision, "content": None})).status_code == 422
    old = await desk.post(CARLOS, signed, "decision", **{**decision, "revision": signed["revision"]})
    assert old.json()["code"] == "evaluation_changed"
    decided = (await desk.post(CARLOS, signed, "decision", **decision)).json()
    assert (decided["state"], decided["score"]) == ("refutation_accepted", "100.00")
    assert [each["score"] for each in decided["rounds"]] == [signed["score"], "100.00"]
    assert [each["signed_by"] for each in decided["rounds"]] == ["clara", "carlos"]
    assert decided["rounds"][0]["answers"] == signed["answers"]
    [corrected] = await desk.facts("EvaluationCorrected")
    assert (corrected.fact.cause, corrected.fact.score, corrected.actor) == (  # type: ignore[union-attr]
        "refutation",
        "100",
        "user:carlos",
    )
    [envelope] = await desk.facts("RefutationDecided")
    assert envelope.fact == RefutationDecided(evaluation="2027-0001", outcome="accepted")
    assert (await notices(desk, ADVISOR))[0].startswith("Ya se decidió la refutación")
    late = await desk.post(CLARA, decided, "corrections", **{**met, "revision": decided["revision"], "reason": "Otra."})
    assert late.json()["code"] == "evaluation_step_not_possible"


async def test_a_refutation_may_be_conciliated_and_rejected(desk: EvaluationDesk) -> None:
    """Evaluator and advisor are called, the coordinator decides, and the answers stay."""
    signed = await signed_evaluation(desk)
    await desk.post_own(ADVISOR, signed, "refutation", text=REFUTED)
    assert (await desk.post(CLARA, signed, "conciliation", text="Hablemos.")).status_code == 409
    called = (await desk.post(LEAD, signed, "conciliation", text="Mañana a las 10, con Clara y Ana.")).json()
    assert called["state"] == "conciliation"
    assert (await notices(desk, CLARA))[0] == "La refutación de la evaluación 2027-0001 está en conciliación."
    decision = {"outcome": "rejected", "text": "La grabación lo muestra.", "revision": called["revision"]}
    decided = (await desk.post(LEAD, signed, "decision", **decision)).json()
    assert (decided["state"], decided["round"], decided["answers"]) == ("refutation_rejected", 1, signed["answers"])
    assert [each["act"] for each in decided["history"]] == ["begin", "sign", "refute", "conciliate", "reject"]
    [envelope] = await desk.facts("EvaluationRefuted")
    assert envelope.fact == EvaluationRefuted(evaluation="2027-0001", round=1, file="")
    assert await desk.facts("EvaluationCorrected") == []
    assert (await desk.post(CARLOS, signed, "decision", **decision)).json()["code"] == "evaluation_step_not_possible"


async def test_only_deciders_decide(desk: EvaluationDesk) -> None:
    """An advisor decides on nothing, nor does a supervisor."""
    signed = await signed_evaluation(desk)
    await desk.post_own(ADVISOR, signed, "refutation", text=REFUTED)
    for person in (ADVISOR, "supervisor:sara", "interventoria:vera"):
        assert (await desk.post(person, signed, "conciliation", text="No.")).status_code == 403
        body = {"outcome": "rejected", "text": "No.", "revision": 3}
        assert (await desk.post(person, signed, "decision", **body)).status_code == 403


async def test_a_refutation_has_a_file(desk: EvaluationDesk) -> None:
    """It is stored encrypted before the refutation, its digest is in the fact, and deciders and the advisor open it."""
    signed = await signed_evaluation(desk)
    path = f"evaluations/{signed['id']}/rounds/1/file"
    assert (await desk.ask(ADVISOR, "GET", f"/me/{path}")).status_code == 404
    first = {"files": ("prueba.txt", b"Otra cosa")}
    assert (await desk.ask(ADVISOR, "POST", f"/me/{path}", files=first)).status_code == 200
    content = "La llamada del 3001112201 se cortó.".encode()
    stored = await desk.ask(ADVISOR, "POST", f"/me/{path}", files={"files": ("../prueba.txt", content)})
    assert (stored.status_code, stored.json()["name"]) == (200, "prueba.txt"), stored.text
    assert stored.json()["digest"] == hashlib.sha256(content).hexdigest()
    assert b"3001112201" not in await desk.bytes_of("evaluation_file")
    for person in (OTHER_ADVISOR, CLARA):
        assert (await desk.ask(person, "POST", f"/me/{path}", files=first)).status_code in (403, 404)
    await desk.post_own(ADVISOR, signed, "refutation", text=REFUTED)
    late = await desk.ask(ADVISOR, "POST", f"/me/{path}", files=first)
    assert (late.status_code, late.json()["code"]) == (409, "evaluation_step_not_possible")
    for person, where in ((ADVISOR, "me"), (CARLOS, "quality"), (LEAD, "quality")):
        opened = await desk.ask(person, "GET", f"/{where}/{path}")
        assert (opened.status_code, opened.content) == (200, content), (person, opened.text)
        assert opened.headers["content-disposition"].startswith("attachment;")
    assert (await desk.ask(OTHER_ADVISOR, "GET", f"/me/{path}")).status_code == 404
    [envelope] = await desk.facts("EvaluationRefuted")
    assert envelope.fact.file == hashlib.sha256(content).hexdigest()  # type: ignore[union-attr]


async def test_a_file_that_is_not_accepted_is_not_stored(desk: EvaluationDesk) -> None:
    """A program is refused by its content, and a site may accept none."""
    signed = await signed_evaluation(desk)
    path = f"/me/evaluations/{signed['id']}/rounds/1/file"
    program = {"files": ("prueba.pdf", b"MZ" + bytes(200))}
    refused = await desk.ask(ADVISOR, "POST", path, files=program)
    assert (refused.status_code, refused.json()["code"]) == (400, "attachment_refused")
    feedback = desk.rig.site.quality.feedback  # type: ignore[union-attr]
    desk.change_site(feedback=msgspec.structs.replace(feedback, attachments=False))
    none = await desk.ask(ADVISOR, "POST", path, files={"files": ("prueba.txt", b"Hola")})
    assert (none.status_code, none.json()["code"]) == (409, "refutation_files_not_accepted")
    assert await desk.rows("evaluation_file") == 0
