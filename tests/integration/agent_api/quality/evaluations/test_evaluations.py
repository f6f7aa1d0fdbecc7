"""Evaluations: begun, saved as typed, signed with every criterion, corrected with a reason; nothing is lost."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from sqlalchemy import text, update

from agent_api.kit.job_context import JobContext
from agent_api.recordings.retention import Retention
from agent_api.staff.upkeep import register_advisors
from agent_api.tickets.retention_hold import OpenTicketHold
from config.site.calls.recordings import RecordingRules
from config.site.quality.forms import QualityForm
from eventlog.facts import EvaluationBegun, EvaluationCorrected, EvaluationSigned
from storage.postgres.engine import unit_of_work
from storage.tables import ticket
from tests.support.desks.evaluation_desk import (
    ADVISOR,
    ADVISOR_NAME,
    CARLOS,
    CLARA,
    LEAD,
    OTHER_ADVISOR,
    OVERSIGHT,
    PATH,
    EvaluationDesk,
    all_met,
    criteria_of,
)
from tests.support.desks.recording_rig import RecordingRig
from tests.support.desks.ticket_desk import ELSA, ERIK
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration


def critical_of(evaluation: dict[str, Any]) -> str:
    """Return a critical criterion of the form."""
    return next(str(each["id"]) for each in criteria_of(evaluation) if each["critical"])


async def test_an_evaluation_is_signed_with_its_result_as_facts(desk: EvaluationDesk) -> None:
    """One fact has the result, and one each answer; no fact and no column has a text."""
    await desk.attended_call("c1")
    begun = await desk.begun(CLARA, "c1")
    assert (begun["id"], begun["state"], begun["revision"], begun["round"]) == ("2027-0001", "draft", 1, 0)
    failed = critical_of(begun)
    notes = [{"text": "El 3001112201 no quedó claro.", "criterion": failed}]
    signed = await desk.sign(CLARA, begun, answers=all_met(begun, **{failed: "fails"}), notes=notes, comment="Ojo.")
    assert (signed["state"], signed["round"], signed["score"]) == ("pending", 1, "0.00")
    [first] = signed["rounds"]
    assert (first["notes"][0]["text"], first["comment"]) == (notes[0]["text"], "Ojo.")
    [begins] = await desk.facts("EvaluationBegun")
    assert (begins.fact, begins.call_id, begins.actor) == (
        EvaluationBegun(evaluation="2027-0001", kind="focused", channel="phone", item="c1", seat="first"),
        "c1",
        "user:clara",
    )
    [envelope] = await desk.facts("EvaluationSigned")
    fact = envelope.fact
    assert isinstance(fact, EvaluationSigned)
    assert (fact.advisor, fact.line, fact.score, fact.missing) == ("asesor1", "nacional", "0", "recording")
    assert (fact.week, fact.form, fact.form_version) == (signed["week"], begun["form"]["id"], begun["form"]["version"])
    family = next(each["family"] for each in criteria_of(begun) if each["id"] == failed)
    assert getattr(fact, family) == "failed"
    answers = [each.fact for each in await desk.facts("EvaluationCriterionAnswered")]
    assert [each.criterion for each in answers] == [each["id"] for each in criteria_of(begun)]  # type: ignore[union-attr]
    assert {each.answer for each in answers if each.criterion == failed} == {"fails"}  # type: ignore[union-attr]
    assert fact.criteria == len(answers)


async def test_a_draft_is_saved_as_typed(desk: EvaluationDesk) -> None:
    """A half-filled draft is kept."""
    await desk.attended_call("c1")
    begun = await desk.begun(CLARA, "c1")
    one = criteria_of(begun)[0]["id"]
    assert (await desk.save(CLARA, begun, answers={one: "meets"}, comment="A medias")).json()["revision"] == 2
    kept = await desk.read(CLARA, begun["id"])
    assert (kept["answers"], kept["comment"], kept["revision"]) == ({one: "meets"}, "A medias", 2)


async def test_a_signature_names_each_missing_criterion(desk: EvaluationDesk) -> None:
    """Nothing is signed until every criterion is answered."""
    await desk.attended_call("c1")
    begun = await desk.begun(CLARA, "c1")
    answers = all_met(begun)
    missing = [each["id"] for each in criteria_of(begun)][2:4]
    for each in missing:
        del answers[each]
    await desk.save(CLARA, begun, answers=answers)
    refused = await desk.post(CLARA, begun, "signature", revision=2)
    assert (refused.status_code, refused.json()["code"]) == (409, "evaluation_incomplete")
    assert [each["field"] for each in refused.json()["errors"]] == [f"answers.{each}" for each in missing]
    assert await desk.facts("EvaluationSigned") == []


async def test_each_fault_of_a_draft_is_named(desk: EvaluationDesk) -> None:
    """«No aplica» counts only where the form allows it, and a note lies within the evidence."""
    await desk.attended_call("c1")
    begun = await desk.begun(CLARA, "c1")
    always = next(each["id"] for each in criteria_of(begun) if not each["not_applicable"])
    notes = [{"text": "Aquí", "recording": "otra", "second": 3}, {"text": "Allá", "paragraph": 1}]
    refused = await desk.save(CLARA, begun, answers={always: "not_applicable", "inventado": "meets"}, notes=notes)
    assert (refused.status_code, refused.json()["code"]) == (422, "evaluation_invalid")
    fields = [each["field"] for each in refused.json()["errors"]]
    assert fields == [f"answers.{always}", "answers.inventado", "notes.0.recording", "notes.1.paragraph"]
    assert (await desk.read(CLARA, begun["id"]))["revision"] == 1


async def test_nobody_evaluates_their_own_work(desk: EvaluationDesk) -> None:
    """A person who took part in a call or an answer cannot evaluate it, in any later role."""
    await desk.attended_call("c1", "clara")
    refused = await desk.begin(CLARA, "c1")
    assert (refused.status_code, refused.json()["code"]) == (403, "own_work")
    number = await answered_ticket(desk)
    refused = await desk.begin("calidad:elsa", number, channel="written")
    assert (refused.status_code, refused.json()["code"]) == (403, "own_work")
    assert await desk.rows("evaluation") == 0


async def test_the_second_of_two_evaluators_learns_who_has_it(desk: EvaluationDesk) -> None:
    """The sentence names the first; the evaluator who began it gets it back, and a discarded one can begin again."""
    await desk.attended_call("c1")
    begun = await desk.begun(CLARA, "c1")
    again = await desk.begin(CLARA, "c1")
    assert (again.status_code, again.json()["id"]) == (200, begun["id"])
    refused = await desk.begin(CARLOS, "c1")
    assert (refused.status_code, refused.json()["code"]) == (409, "evaluation_taken")
    assert "la está evaluando Clara" in refused.json()["detail"]
    assert (await desk.post(CARLOS, begun, "discard", reason="Va de vacaciones.")).status_code == 200
    other = await desk.begun(CARLOS, "c1")
    assert other["id"] == "2027-0002"
    await desk.sign(CARLOS, other)
    assert "ya la evaluó Carlos" in (await desk.begin(CLARA, "c1")).json()["detail"]
    assert (await desk.save(CLARA, begun)).json()["code"] == "evaluation_step_not_possible"
    [discarded] = await desk.facts("EvaluationDiscarded")
    assert discarded.actor == "user:carlos"


async def test_only_a_drawn_item_is_a_random_evaluation(desk: EvaluationDesk) -> None:
    """It needs a place in a sample, which a replacement takes away; its week is the sample's."""
    for each in ("c1", "c2", "c3"):
        await desk.attended_call(each)
    desk.change_rules(second_share=0)
    week = await desk.draw("c1", "c2")
    await desk.replace_item("c2")
    assert (await desk.begun(CLARA, "c1", "random"))["week"] == week
    for each in ("c2", "c3"):
        assert (await desk.begin(CLARA, each, "random")).json()["code"] == "not_in_sample"
    assert (await desk.begin(CLARA, "c3")).status_code == 201
    assert (await desk.begin(CARLOS, "c1", "random")).json()["code"] == "evaluation_taken"


async def test_an_item_of_the_repeated_share_has_a_second_evaluator_who_judges_alone(desk: EvaluationDesk) -> None:
    """The second does not see the first judgement before their own signature; there is no third."""
    await desk.attended_call("c1")
    desk.change_rules(second_share=100)
    await desk.draw("c1")
    first = await desk.begun(CLARA, "c1", "random")
    second = await desk.begun(CARLOS, "c1", "random")
    assert (first["seat"], second["seat"]) == ("first", "second")
    assert (await desk.begin("calidad:cata", "c1", "random")).json()["code"] == "evaluation_taken"
    signed = await desk.sign(CLARA, first)
    hidden = await desk.read(CARLOS, first["id"])
    assert (hidden["visible"], hidden["answers"], hidden["rounds"], hidden["score"]) == (False, {}, [], None)
    assert (await desk.listed(CARLOS, evaluator="clara"))[0]["score"] is None
    assert (await desk.read(LEAD, first["id"]))["answers"] == signed["answers"]
    assert (await desk.sign(CARLOS, second))["state"] == "filed"
    assert (await desk.read(CARLOS, first["id"]))["answers"] == signed["answers"]
    assert {each.fact.seat for each in await desk.facts("EvaluationSigned")} == {"first", "second"}  # type: ignore[union-attr]


async def test_each_evaluator_of_a_calibration_has_an_own_one(desk: EvaluationDesk) -> None:
    """They judge the same call, blind to each other, and the advisor is not asked."""
    await desk.attended_call("c1")
    for person in (CLARA, CARLOS):
        await desk.begun(person, "c1", "calibration")
    first, second = await desk.listed(LEAD)
    assert {first["seat"], second["seat"]} == {"own"}
    signed = await desk.sign(CLARA, await desk.read(CLARA, "2027-0001"))
    assert signed["state"] == "filed"
    assert not (await desk.read(CARLOS, signed["id"]))["visible"]
    assert (await desk.ask(ADVISOR, "GET", f"/me/evaluations/{signed['id']}")).status_code == 404


async def test_the_evaluator_does_not_learn_the_name_before_the_signature(desk: EvaluationDesk) -> None:
    """Every answer has the evaluation's pseudonym instead, also in the story and behind a filter."""
    await desk.attended_call("c1")
    begun = await desk.begun(CLARA, "c1")
    answers = [
        str(begun),
        str(await desk.read(CLARA, begun["id"])),
        str(await desk.listed(CLARA)),
        (await desk.save(CLARA, {**begun, "revision": 9})).text,
        str(await desk.read(CARLOS, begun["id"])),
    ]
    for each in answers:
        assert ADVISOR_NAME not in each
        assert "asesor1" not in each
        assert "Asesor 2027-0001" in each
    assert any("Asesor 2027-0001" in each["sentence"] for each in begun["story"]["timeline"])
    assert await desk.listed(CLARA, advisor="asesor1") == []
    assert [each["advisor"] for each in await desk.listed(LEAD, advisor="asesor1")] == ["asesor1"]
    assert (await desk.sign(CLARA, begun))["advisor_name"] == ADVISOR_NAME
    assert [each["advisor"] for each in await desk.listed(CLARA, advisor="asesor1")] == ["asesor1"]


async def test_a_site_without_pseudonyms_shows_the_name(desk: EvaluationDesk) -> None:
    """So does an evaluation side by side, where the evaluator sits next to the advisor."""
    await desk.attended_call("c1")
    assert (await desk.begun(CLARA, "c1", "side_by_side"))["advisor"] == "asesor1"
    desk.change_rules(pseudonymous=False)
    assert (await desk.begun(CLARA, "c1"))["advisor"] == "asesor1"


async def test_a_correction_keeps_the_earlier_round(desk: EvaluationDesk) -> None:
    """It needs a reason and a change, and only the evaluator makes it."""
    await desk.attended_call("c1")
    signed = await desk.signed(CLARA, "c1")
    failed = critical_of(signed)
    body = {"revision": signed["revision"], "answers": all_met(signed, **{failed: "fails"})}
    assert (await desk.post(CLARA, signed, "corrections", **body)).status_code == 422
    refused = await desk.post(CARLOS, signed, "corrections", **body, reason="Oí otra cosa.")
    assert refused.json()["code"] == "evaluation_not_yours"
    same = {**body, "answers": all_met(signed)}
    assert (await desk.post(CLARA, signed, "corrections", **same, reason="Nada.")).json()["code"] == "nothing_corrected"
    answer = await desk.post(CLARA, signed, "corrections", **body, reason="No verificó la identidad.")
    assert answer.status_code == 200, answer.text
    corrected = answer.json()
    assert [each["score"] for each in corrected["rounds"]] == ["100.00", "0.00"]
    assert corrected["rounds"][0]["answers"] == all_met(signed)
    assert corrected["history"][-1]["text"] == "No verificó la identidad."
    [envelope] = await desk.facts("EvaluationCorrected")
    assert isinstance(envelope.fact, EvaluationCorrected)
    assert (envelope.fact.round, envelope.fact.cause, envelope.fact.score) == (2, "evaluator", "0")
    answered = [each.fact.round for each in await desk.facts("EvaluationCriterionAnswered")]  # type: ignore[union-attr]
    assert answered.count(1) == answered.count(2) == len(criteria_of(signed))


async def test_an_evaluation_keeps_the_form_of_its_beginning(desk: EvaluationDesk) -> None:
    """A form that changes in mid-week is for the evaluations that begin later."""
    for each in ("c1", "c2"):
        await desk.attended_call(each)
    begun = await desk.begun(CLARA, "c1")
    desk.change_site(forms={name: shortened(form) for name, form in desk.rig.site.quality.forms.items()})  # type: ignore[union-attr]
    later = await desk.begun(CLARA, "c2")
    assert len(criteria_of(later)) == len(criteria_of(begun)) - 1
    signed = await desk.sign(CLARA, begun)
    assert (signed["form"], signed["site_version"]) == (begun["form"], begun["site_version"])
    assert (await desk.sign(CLARA, later))["form"]["version"] == "otra"
    versions = [each.site_version for each in await desk.facts("EvaluationSigned")]
    assert versions == [begun["site_version"], later["site_version"]]


def shortened(form: QualityForm) -> QualityForm:
    """Return another version of a form, without its last criterion."""
    last = form.sections[-1]
    shorter = msgspec.structs.replace(last, criteria=last.criteria[:-1])
    return msgspec.structs.replace(form, version="otra", sections=(*form.sections[:-1], shorter))


async def test_an_erased_recording_leaves_a_sentence_and_all_that_was_written(
    desk: EvaluationDesk, tapes: RecordingRig
) -> None:
    """Notes on seconds of the recording stay, and the evaluation is signed without it."""
    recording = await tapes.store_recording("c1")
    await desk.hang_up("c1")
    begun = await desk.begun(CLARA, "c1")
    assert ([each["id"] for each in begun["story"]["recordings"]], begun["story"]["missing"]) == ([recording], None)
    notes = [{"text": "Saluda tarde.", "recording": recording, "second": 2}]
    outside = await desk.save(CLARA, begun, notes=[{**notes[0], "second": 4}])
    assert [each["field"] for each in outside.json()["errors"]] == ["notes.0.second"]
    assert (await desk.save(CLARA, begun, notes=notes)).status_code == 200
    retention = Retention(
        desk.rig.engine,
        tapes.vault,
        CAMPAIGN,
        rules=lambda: RecordingRules(days=30),
        holds=OpenTicketHold(),
        now=lambda: desk.rig.now + timedelta(days=31),
    )
    assert await retention.run_once() == 1
    kept = await desk.read(CLARA, begun["id"])
    assert kept["story"]["missing"].startswith("La grabación cumplió su plazo y se borró.")
    assert kept["notes"][0]["second"] == 2
    signed = await desk.post(CLARA, begun, "signature", revision=kept["revision"])
    assert signed.json()["rounds"][0]["notes"][0]["text"] == "Saluda tarde."
    [envelope] = await desk.facts("EvaluationSigned")
    assert envelope.fact.missing == "recording"  # type: ignore[union-attr]


async def answered_ticket(desk: EvaluationDesk, user: str = ELSA) -> str:
    """File a ticket, answer it as a person of the written channel, and return its number."""
    ticket_ = await desk.file_ticket(outcome="escalated", email="ana@correo.example", petitioner={"name": "Ana"})
    text_ = "Señora Ana:\n\nQuedó aplicado. Le atendió Elsa."
    ready = await desk.step(user, ticket_, "answer", text=text_, response="accede")
    await desk.step(user, ready, "send")
    return str(ticket_["number"])


async def test_an_answer_is_evaluated_by_its_paragraphs(desk: EvaluationDesk) -> None:
    """The advisor is who released it, and the answer hides their name; a reopened ticket has a sentence."""
    number = await answered_ticket(desk)
    assert (await desk.begin(CLARA, "nada", channel="written")).status_code == 400
    begun = await desk.begun(CLARA, number, channel="written")
    assert begun["story"]["answer"] == ["Señora Ana:", "Quedó aplicado. Le atendió Asesor 2027-0001."]
    assert begun["story"]["petition"]
    assert "Elsa" not in str({**begun, "evaluator_name": ""})
    assert (await desk.read(OVERSIGHT, begun["id"]))["story"]["petition"] is None
    async with unit_of_work(desk.rig.engine) as connection:
        await connection.execute(update(ticket).where(ticket.c.number == number).values(state="ready"))
    assert "se volvió a abrir" in (await desk.read(CLARA, begun["id"]))["story"]["missing"]
    signed = await desk.sign(CLARA, begun, notes=[{"text": "Frío.", "paragraph": 2}])
    assert (signed["advisor"], signed["line"]) == ("elsa", "written")
    [envelope] = await desk.facts("EvaluationSigned")
    assert (envelope.fact.missing, envelope.call_id) == ("answer", "")  # type: ignore[union-attr]


async def test_what_was_not_attended_or_released_is_not_evaluated(desk: EvaluationDesk) -> None:
    """A call in progress is only evaluated side by side; an unknown one is not found."""
    await desk.ring("c1")
    await desk.rig.record()
    assert (await desk.begin(CLARA, "c1")).json()["code"] == "not_evaluable"
    await desk.campaign_rig.answer("c1", "asesor1")
    await desk.rig.record()
    assert (await desk.begin(CLARA, "c1")).json()["code"] == "not_evaluable"
    assert (await desk.begin(CLARA, "c1", "side_by_side")).status_code == 201
    assert (await desk.begin(CLARA, "nadie")).status_code == 404
    filed = await desk.file_ticket(outcome="escalated")
    assert (await desk.begin(CLARA, filed["number"], channel="written")).json()["code"] == "not_evaluable"


async def test_a_follow_up_follows_a_signed_evaluation_of_the_same_advisor(desk: EvaluationDesk) -> None:
    """It names the earlier one; no other kind does."""
    for call, advisor in (("c1", "asesor1"), ("c2", "asesor1"), ("c3", "asesor2")):
        await desk.attended_call(call, advisor)
    earlier = await desk.begun(CLARA, "c1")
    assert (await desk.begin(CLARA, "c2", "follow_up")).status_code == 422
    refused = await desk.begin(CLARA, "c2", "follow_up", follows=earlier["id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "follow_up_refused")
    await desk.sign(CLARA, earlier)
    assert (await desk.begun(CLARA, "c2", "follow_up", follows=earlier["id"]))["follows"] == earlier["id"]
    assert (await desk.begin(CLARA, "c3", "follow_up", follows=earlier["id"])).status_code == 409
    assert (await desk.begin(CLARA, "c2", follows=earlier["id"])).status_code == 422


async def test_the_learning_curve_is_marked_by_the_day_of_the_work(desk: EvaluationDesk) -> None:
    """With a day of entry in the staff register the mark says new or experienced; without one, unknown."""
    for call, advisor in (("c1", "asesor1"), ("c2", "asesor2"), ("c3", "asesor3")):
        await desk.attended_call(call, advisor)
    today = desk.rig.now.date()
    entered = {"asesor1": today - timedelta(days=20), "asesor2": today - timedelta(days=200), "asesor3": None}
    advisors = tuple(
        msgspec.structs.replace(each, entered_on=entered.get(each.id)) for each in desk.rig.site.sample_advisors
    )
    site = msgspec.structs.replace(desk.rig.site, sample_advisors=advisors, version="v2")
    desk.put_in_force(site)
    await register_advisors(JobContext(desk.rig.engine, SEALER, site), desk.rig.now)
    desk.change_rules(learning_months=2, pseudonymous=False)
    tenures = [(await desk.begun(CLARA, each))["tenure"] for each in ("c1", "c2", "c3")]
    assert tenures == ["new", "experienced", "unknown"]


async def test_a_site_without_quality_rules_says_so(desk: EvaluationDesk) -> None:
    """No evaluation begins without a form, or with one that was not in force on the day of the work."""
    await desk.attended_call("c1")
    forms = {
        name: msgspec.structs.replace(form, valid_from=desk.rig.now.date() + timedelta(days=3))
        for name, form in desk.rig.site.quality.forms.items()  # type: ignore[union-attr]
    }
    desk.change_site(forms=forms)
    assert (await desk.begin(CLARA, "c1")).json()["code"] == "quality_form_missing"
    desk.put_in_force(msgspec.structs.replace(desk.rig.site, quality=None))
    assert (await desk.begin(CLARA, "c1")).json()["code"] == "quality_not_configured"


async def test_only_evaluators_evaluate(desk: EvaluationDesk) -> None:
    """Coordinator and oversight read; advisors see neither the list nor an evaluation of another's work."""
    await desk.attended_call("c1")
    begun = await desk.begun(CLARA, "c1")
    for person in (ADVISOR, LEAD, OVERSIGHT):
        assert (await desk.begin(person, "c1")).status_code == 403
        assert (await desk.save(person, begun)).status_code == 403
    assert (await desk.save(CARLOS, begun)).json()["code"] == "evaluation_not_yours"
    assert (await desk.ask(ADVISOR, "GET", PATH)).status_code == 403
    assert (await desk.ask(OVERSIGHT, "GET", PATH)).status_code == 200
    assert (await desk.post(OVERSIGHT, begun, "discard", reason="No.")).status_code == 403
    assert (await desk.read(LEAD, begun["id"]))["visible"] is False
    await desk.sign(CLARA, begun)
    assert (await desk.ask(OTHER_ADVISOR, "GET", f"/me/evaluations/{begun['id']}")).status_code == 404


async def test_the_story_of_the_call_says_nothing_of_other_evaluations(desk: EvaluationDesk) -> None:
    """The call's own page does, without score or name."""
    await desk.attended_call("c1")
    await desk.signed(CLARA, "c1")
    await desk.facts("EvaluationSigned")
    begun = await desk.begun(CARLOS, "c1", "calibration")
    assert "evaluación" not in str(begun["story"]["timeline"])
    page = (await desk.ask(LEAD, "GET", "/calls/c1")).json()
    sentences = [each["sentence"] for each in page["timeline"]]
    assert [each for each in sentences if "evaluación" in each] == [
        "Se comenzó la evaluación de calidad 2027-0001.",
        "Se firmó la evaluación 2027-0001.",
    ]


async def test_the_score_follows_from_the_facts_and_the_form(desk: EvaluationDesk) -> None:
    """The facts and the site version give the same exact score."""
    await desk.attended_call("c1")
    begun = await desk.begun(CLARA, "c1")
    absent = next(each for each in criteria_of(begun) if each["not_applicable"])
    minor = next(each for each in criteria_of(begun) if not each["critical"] and each != absent)
    answers = all_met(begun, **{absent["id"]: "not_applicable", minor["id"]: "fails"})
    signed = await desk.sign(CLARA, begun, answers=answers)
    applies = 100 - Fraction(absent["weight"])
    expected = 100 * (applies - Fraction(minor["weight"])) / applies
    [envelope] = await desk.facts("EvaluationSigned")
    assert Fraction(envelope.fact.score) == expected == Fraction(signed["rounds"][0]["exact_score"])  # type: ignore[union-attr]
    assert signed["score"] == f"{float(expected):.2f}"


async def test_two_evaluators_at_once_get_one_evaluation(desk: EvaluationDesk) -> None:
    """However the requests overlap, one begins and the other learns who has it."""
    import asyncio

    await desk.attended_call("c1")
    for person in (CLARA, CARLOS):
        await desk.ask(person, "GET", "/me")
    answers = await asyncio.gather(*(desk.begin(person, "c1") for person in (CLARA, CARLOS)))
    assert sorted(each.status_code for each in answers) == [201, 409]
    assert await desk.rows("evaluation") == 1
    async with unit_of_work(desk.rig.engine) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM evaluation_step")) == 1


async def test_an_answered_ticket_of_another_person_is_evaluated(desk: EvaluationDesk) -> None:
    """Two tickets of two people are two works."""
    first, second = await answered_ticket(desk), await answered_ticket(desk, ERIK)
    desk.change_rules(pseudonymous=False)
    advisors = [(await desk.begun(CLARA, each, channel="written"))["advisor"] for each in (first, second)]
    assert advisors == ["elsa", "erik"]


async def test_a_score_is_calculated_before_the_signature_as_by_it(desk: EvaluationDesk) -> None:
    """An unanswered criterion does not count yet; nothing is stored, and an unknown criterion is refused."""
    await desk.attended_call("c1")
    begun = await desk.begun(CLARA, "c1")
    one = criteria_of(begun)[0]
    none = (await desk.post(CLARA, begun, "score", answers={})).json()
    assert (none["score"], none["families"], none["answered"], none["criteria"]) == (None, {}, 0, len(all_met(begun)))
    first = (await desk.post(CLARA, begun, "score", answers={one["id"]: "fails"})).json()
    assert (first["score"], first["families"], first["groups"]) == ("0.00", {one["family"]: "failed"}, [])
    answers = all_met(begun, **{one["id"]: "fails"})
    whole = (await desk.post(LEAD, begun, "score", answers=answers)).json()
    signed = await desk.sign(CLARA, begun, answers=answers)
    assert (whole["score"], whole["families"]) == (signed["score"], signed["rounds"][0]["families"])
    refused = await desk.post(CLARA, begun, "score", answers={"inventado": "meets"})
    assert (refused.status_code, refused.json()["code"]) == (422, "evaluation_invalid")


async def test_the_story_has_the_mail_as_it_was_sent(desk: EvaluationDesk) -> None:
    """Receipt and answer, with subject and text; the releaser's name is hidden in them, too."""
    number = await answered_ticket(desk)
    begun = await desk.begun(CLARA, number, channel="written")
    receipt, answer = begun["story"]["messages"]
    assert (receipt["is_answer"], answer["is_answer"]) == (False, True)
    assert receipt["told"].startswith("Constancia de la radicación, por correo")
    assert answer["to"] == "ana@correo.example"
    assert number in answer["subject"]
    assert "Quedó aplicado. Le atendió Asesor 2027-0001." in answer["text"]
    assert (await desk.read(OVERSIGHT, begun["id"]))["story"]["messages"] == []


async def test_the_story_names_the_part_of_each_step(desk: EvaluationDesk) -> None:
    """Typology and tickets are work, and the rest is the call."""
    await desk.attended_call("c1")
    begun = await desk.begun(CLARA, "c1")
    assert {each["part"] for each in begun["story"]["timeline"]} == {"call"}
