"""Coaching: proposed by the site's rule, led by another person, confirmed by the advisor, annulled with its score."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from agent_api.kit.dates import local_date
from agent_api.kit.job_context import JobContext
from agent_api.quality.coaching.reminders import send_coaching_reminders
from eventlog.facts import (
    CoachingAnnulled,
    CoachingConfirmed,
    CoachingFollowedUp,
    CoachingHeld,
    CoachingProposed,
)
from tests.support.desks.evaluation_desk import (
    ADVISOR,
    CARLOS,
    CLARA,
    LEAD,
    OTHER_ADVISOR,
    OVERSIGHT,
    EvaluationDesk,
    all_met,
    criteria_of,
)

pytestmark = pytest.mark.integration
SUPERVISOR = "supervisor:sara"
LEADS, OWN = "/quality/coaching", "/me/coaching"


def of_family(evaluation: dict[str, Any], family: str) -> str:
    """Return the first criterion of a family."""
    return next(str(each["id"]) for each in criteria_of(evaluation) if each["family"] == family)


async def poor_evaluation(desk: EvaluationDesk, call: str = "c1", **changes: str) -> dict[str, Any]:
    """Return a signed evaluation of ``asesor1`` that fails compliance, unless other answers change."""
    await desk.hire(LEAD, CARLOS, SUPERVISOR)
    await desk.attended_call(call)
    begun = await desk.begun(CLARA, call)
    failing = changes or {of_family(begun, "compliance"): "fails"}
    return await desk.sign(CLARA, begun, answers=all_met(begun, **failing))


async def listed(desk: EvaluationDesk, user: str = LEAD, path: str = LEADS, **query: str) -> list[dict[str, Any]]:
    """Return the coaching of a list."""
    answer = await desk.ask(user, "GET", path, params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["coaching"])


async def act(desk: EvaluationDesk, user: str, path: str, **body: Any) -> dict[str, Any]:
    """Post an act that must be possible, and return the coaching after it."""
    answer = await desk.ask(user, "POST", path, json=body)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


async def notices(desk: EvaluationDesk, user: str) -> list[str]:
    """Return the kinds of the coaching notifications of a user, the newest first."""
    page = (await desk.ask(user, "GET", "/notifications")).json()
    return [each["kind"] for each in page["notifications"] if each["about"] == "coaching"]


async def held_coaching(desk: EvaluationDesk) -> dict[str, Any]:
    """Return a coaching whose session took place."""
    await poor_evaluation(desk)
    [proposed] = await listed(desk)
    path = f"{LEADS}/{proposed['id']}"
    starts_at = (desk.rig.now + timedelta(days=1)).isoformat()
    scheduled = await act(desk, LEAD, f"{path}/schedule", revision=1, starts_at=starts_at, agenda="Oír la llamada.")
    desk.at(desk.rig.now + timedelta(days=1, hours=1))
    due_on = (local_date(desk.rig.now) + timedelta(days=10)).isoformat()
    return await act(
        desk, LEAD, f"{path}/session", revision=scheduled["revision"], commitment="Verificar antes.", due_on=due_on
    )


async def test_a_coaching_goes_from_the_proposal_to_the_follow_up(desk: EvaluationDesk) -> None:
    """Each act leaves its fact and notifies the other side; texts are encrypted."""
    held = await held_coaching(desk)
    assert (held["state"], held["acts"], held["leader_name"]) == ("held", [], "Coco")
    assert (await notices(desk, SUPERVISOR), await notices(desk, ADVISOR)) == (
        ["coaching_proposed"],
        ["coaching_held", "coaching_scheduled"],
    )
    own = (await desk.ask(ADVISOR, "GET", f"{OWN}/{held['id']}")).json()
    assert (own["agenda"], own["commitment"], own["acts"]) == (
        "Oír la llamada.",
        "Verificar antes.",
        ["confirm", "comment"],
    )
    await act(desk, ADVISOR, f"{OWN}/{held['id']}/comments", text="¿Puede ser en la tarde?")
    read = (await desk.ask(ADVISOR, "GET", f"{OWN}/{held['id']}")).json()
    confirmed = await act(
        desk, ADVISOR, f"{OWN}/{held['id']}/confirmation", revision=read["revision"], comment="De acuerdo."
    )
    assert confirmed["state"] == "confirmed"
    assert (await notices(desk, LEAD))[:2] == ["coaching_confirmed", "coaching_commented"]
    await desk.attended_call("c2")
    begun = await desk.begun(CLARA, "c2", "follow_up", follows=held["evaluation"])
    follow = {"evaluation": begun["id"], "fulfilled": True, "text": ""}
    early = await desk.ask(
        LEAD, "POST", f"{LEADS}/{held['id']}/follow-up", json={**follow, "revision": confirmed["revision"]}
    )
    assert (early.status_code, early.json()["code"]) == (409, "follow_up_missing")
    await desk.sign(CLARA, begun)
    seen = (await desk.ask(LEAD, "GET", f"{LEADS}/{held['id']}")).json()
    assert [(each["id"], each["score"]) for each in seen["follow_ups"]] == [(begun["id"], "100.00")]
    followed = await act(desk, LEAD, f"{LEADS}/{held['id']}/follow-up", **follow, revision=seen["revision"])
    assert (followed["state"], followed["follow_up"], followed["fulfilled"]) == ("followed", begun["id"], True)
    [proposed] = await desk.facts("CoachingProposed")
    assert proposed.fact == CoachingProposed(
        coaching=held["id"], evaluation=held["evaluation"], round=1, advisor="asesor1", cause="rule", replaces=""
    )
    assert proposed.call_id == ""
    [took_place] = await desk.facts("CoachingHeld")
    assert took_place.fact == CoachingHeld(coaching=held["id"], due_on=held["due_on"])
    [confirmation] = await desk.facts("CoachingConfirmed")
    assert confirmation.fact == CoachingConfirmed(coaching=held["id"], late=False)
    [check] = await desk.facts("CoachingFollowedUp")
    assert check.fact == CoachingFollowedUp(coaching=held["id"], evaluation=begun["id"], fulfilled=True)
    assert len(await desk.facts("CoachingScheduled")) == len(await desk.facts("CoachingCommented")) == 1


async def test_the_site_says_which_evaluations_call_for_coaching(desk: EvaluationDesk) -> None:
    """A good one, a calibration and a repeated one call for none; a person may open one for any that has feedback."""
    await desk.attended_call("c0")
    begun = await desk.begun(CLARA, "c0")
    minor = next(str(each["id"]) for each in criteria_of(begun) if each["family"] == "noncritical")
    signed = await desk.sign(CLARA, begun, answers=all_met(begun, **{minor: "fails"}))
    calibration = await desk.begun(CLARA, "c0", "calibration")
    failing = all_met(calibration, **{of_family(calibration, "compliance"): "fails"})
    judged = await desk.sign(CLARA, calibration, answers=failing)
    assert await listed(desk) == []
    opened = await act(desk, LEAD, LEADS, evaluation=signed["id"])
    assert (opened["state"], opened["cause"], opened["advisor"]) == ("proposed", "person", "asesor1")
    again = await desk.ask(LEAD, "POST", LEADS, json={"evaluation": signed["id"]})
    assert (again.status_code, again.json()["coaching"]) == (409, opened["id"])
    none = await desk.ask(LEAD, "POST", LEADS, json={"evaluation": judged["id"]})
    assert (none.status_code, none.json()["code"]) == (409, "not_coachable")
    unknown = await desk.ask(LEAD, "POST", LEADS, json={"evaluation": "2027-0099"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_found")


async def test_a_refutation_that_changes_the_score_annuls_the_coaching(desk: EvaluationDesk) -> None:
    """The coaching on the old score ends, and both sides hear of it; the new score calls for none."""
    held = await held_coaching(desk)
    signed = await desk.read(LEAD, held["evaluation"])
    desk.at(datetime.fromisoformat(signed["refutable_until"]) - timedelta(minutes=1))
    refuted = (await desk.post_own(ADVISOR, signed, "refutation", text="Sí verifiqué.")).json()
    decision = {"outcome": "accepted", "text": "Tiene razón.", "content": {"answers": all_met(signed)}}
    decided = await desk.post(CARLOS, signed, "decision", **decision, revision=refuted["revision"])
    assert decided.status_code == 200, decided.text
    [coaching] = await listed(desk)
    assert (coaching["id"], coaching["state"]) == (held["id"], "annulled")
    [envelope] = await desk.facts("CoachingAnnulled")
    assert envelope.fact == CoachingAnnulled(coaching=held["id"], evaluation=held["evaluation"], round=2)
    assert (await notices(desk, ADVISOR))[0] == (await notices(desk, LEAD))[0] == "coaching_ended"
    late = await desk.ask(ADVISOR, "POST", f"{OWN}/{held['id']}/confirmation", json={"revision": 4, "comment": ""})
    assert (late.status_code, late.json()["code"]) == (409, "coaching_step_not_possible")


async def test_a_correction_replaces_or_keeps_the_coaching(desk: EvaluationDesk) -> None:
    """Another bad result replaces it by another one; the same result, with another comment, keeps it."""
    signed = await poor_evaluation(desk)
    [first] = await listed(desk)
    body = {"answers": signed["answers"], "comment": "Con más detalle.", "reason": "Faltaba un comentario."}
    same = await desk.post(CLARA, signed, "corrections", **body, revision=signed["revision"])
    assert [each["id"] for each in await listed(desk)] == [first["id"]]
    worse = all_met(signed, **{of_family(signed, "compliance"): "fails", of_family(signed, "user"): "fails"})
    await desk.post(CLARA, signed, "corrections", answers=worse, reason="Oí mal.", revision=same.json()["revision"])
    second, annulled = await listed(desk)
    assert (second["state"], second["round"], annulled["state"]) == ("proposed", 3, "annulled")
    assert (await desk.ask(LEAD, "GET", f"{LEADS}/{second['id']}")).json()["replaces"] == first["id"]


async def test_nobody_leads_or_sees_what_is_not_theirs(desk: EvaluationDesk) -> None:
    """An advisor sees their own once it has a date; others see nothing; calidad and interventoría only read."""
    await poor_evaluation(desk)
    [proposed] = await listed(desk)
    path, own = f"{LEADS}/{proposed['id']}", f"{OWN}/{proposed['id']}"
    assert (await desk.ask(ADVISOR, "GET", own)).status_code == 404
    assert await listed(desk, ADVISOR, OWN) == []
    when = (desk.rig.now + timedelta(days=1)).isoformat()
    body = {"revision": 1, "starts_at": when, "agenda": "Oír la llamada."}
    for person in (ADVISOR, CLARA, OVERSIGHT):
        assert (await desk.ask(person, "POST", f"{path}/schedule", json=body)).status_code == 403
    for person in (CLARA, OVERSIGHT, SUPERVISOR):
        assert [each["id"] for each in await listed(desk, person)] == [proposed["id"]]
    assert (await desk.ask(OVERSIGHT, "GET", path)).json()["acts"] == []
    await act(desk, SUPERVISOR, f"{path}/schedule", **body)
    assert [each["id"] for each in await listed(desk, ADVISOR, OWN)] == [proposed["id"]]
    assert (await desk.ask(OTHER_ADVISOR, "GET", own)).status_code == 404
    assert await listed(desk, OTHER_ADVISOR, OWN) == []
    answer = await desk.ask(OTHER_ADVISOR, "POST", f"{own}/comments", json={"text": "No."})
    assert answer.status_code == 404


async def test_an_evaluator_who_must_judge_first_does_not_see_the_coaching(desk: EvaluationDesk) -> None:
    """A coaching would tell the second evaluator of a drawn call how the first one judged it."""
    desk.change_rules(second_share=100)
    await desk.attended_call("c1")
    await desk.draw("c1")
    begun = await desk.begun(CLARA, "c1", "random")
    await desk.sign(CLARA, begun, answers=all_met(begun, **{of_family(begun, "compliance"): "fails"}))
    await desk.hire(LEAD, CARLOS)
    [proposed] = await listed(desk)
    assert await listed(desk, CARLOS) == []
    assert (await desk.ask(CARLOS, "GET", f"{LEADS}/{proposed['id']}")).status_code == 404
    second = await desk.begun(CARLOS, "c1", "random")
    await desk.sign(CARLOS, second)
    assert [each["id"] for each in await listed(desk, CARLOS)] == [proposed["id"]]


async def test_dates_are_checked_and_what_passed_is_overdue(desk: EvaluationDesk) -> None:
    """A session in the past is refused; one that was not registered, and a late commitment, are in the list."""
    await poor_evaluation(desk)
    [proposed] = await listed(desk)
    path = f"{LEADS}/{proposed['id']}"
    past = {"revision": 1, "starts_at": desk.rig.now.isoformat(), "agenda": "Ayer."}
    refused = await desk.ask(LEAD, "POST", f"{path}/schedule", json=past)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "starts_at")
    starts_at = desk.rig.now + timedelta(days=1)
    await act(desk, LEAD, f"{path}/schedule", revision=1, starts_at=starts_at.isoformat(), agenda="Oír.")
    assert await listed(desk, overdue="true") == []
    desk.at(starts_at + timedelta(minutes=1))
    assert [each["overdue"] for each in await listed(desk, overdue="true")] == ["session"]
    yesterday = (local_date(desk.rig.now) - timedelta(days=1)).isoformat()
    session = {"revision": 2, "commitment": "Verificar antes.", "due_on": yesterday}
    assert (await desk.ask(LEAD, "POST", f"{path}/session", json=session)).status_code == 422
    today = local_date(desk.rig.now).isoformat()
    await act(desk, LEAD, f"{path}/session", **{**session, "due_on": today})
    desk.at(desk.rig.now + timedelta(days=1))
    assert [each["overdue"] for each in await listed(desk, overdue="true")] == ["confirmation"]
    await act(desk, ADVISOR, f"{OWN}/{proposed['id']}/confirmation", revision=3, comment="")
    assert [each["overdue"] for each in await listed(desk, overdue="true")] == ["follow_up"]
    [envelope] = await desk.facts("CoachingConfirmed")
    assert envelope.fact.late  # type: ignore[union-attr]


async def test_two_leaders_do_not_overwrite_each_other(desk: EvaluationDesk) -> None:
    """An act on an old revision is refused, and a dismissed coaching takes no act."""
    await poor_evaluation(desk)
    [proposed] = await listed(desk)
    path = f"{LEADS}/{proposed['id']}"
    body = {"starts_at": (desk.rig.now + timedelta(days=1)).isoformat(), "agenda": "Oír."}
    await act(desk, LEAD, f"{path}/schedule", **body, revision=1)
    old = await desk.ask(SUPERVISOR, "POST", f"{path}/dismissal", json={"revision": 1, "reason": "No hace falta."})
    assert (old.status_code, old.json()["code"]) == (409, "coaching_changed")
    await act(desk, SUPERVISOR, f"{path}/dismissal", revision=2, reason="El asesor se retira.")
    ended = await desk.ask(LEAD, "POST", f"{path}/schedule", json={**body, "revision": 3})
    assert (ended.status_code, ended.json()["code"]) == (409, "coaching_step_not_possible")
    assert (await notices(desk, ADVISOR))[0] == "coaching_ended"
    assert len(await desk.facts("CoachingDismissed")) == 1


async def remind(desk: EvaluationDesk) -> int:
    """Let three workers send the reminders at the same time; return how many they sent."""
    context = desk.rig.app.state.context
    job = JobContext(context.engine, context.cipher, context.site)
    return sum(await asyncio.gather(*(send_coaching_reminders(job, desk.rig.now) for _ in range(3))))


async def test_each_reminder_is_sent_once_by_any_number_of_workers(desk: EvaluationDesk) -> None:
    """Before the commitment's last day and once it is late, to both; after the confirmation only the leader acts."""
    held = await held_coaching(desk)
    before = {each: await notices(desk, each) for each in (ADVISOR, LEAD)}
    sent = []
    for _ in range(14):
        sent.append(await remind(desk))
        desk.at(desk.rig.now + timedelta(days=1))
    assert sum(sent) == 2
    for user, earlier in before.items():
        assert await notices(desk, user) == ["coaching_late", "coaching_near", *earlier]
    read = (await desk.ask(ADVISOR, "GET", f"{OWN}/{held['id']}")).json()
    await act(desk, ADVISOR, f"{OWN}/{held['id']}/confirmation", revision=read["revision"], comment="")
    assert await remind(desk) == 0


async def test_a_session_that_was_not_registered_is_reminded_to_its_leader(desk: EvaluationDesk) -> None:
    """Once for each date; a dismissed one is forgotten."""
    await poor_evaluation(desk)
    [proposed] = await listed(desk)
    path, revision = f"{LEADS}/{proposed['id']}", 1
    for _ in range(2):
        starts_at = (desk.rig.now + timedelta(days=1)).isoformat()
        scheduled = await act(desk, LEAD, f"{path}/schedule", revision=revision, starts_at=starts_at, agenda="Oír.")
        revision = scheduled["revision"]
        assert await remind(desk) == 0
        desk.at(desk.rig.now + timedelta(days=2))
        assert [await remind(desk), await remind(desk)] == [1, 0]
    assert (await notices(desk, LEAD))[:2] == ["coaching_unregistered", "coaching_unregistered"]
    assert "coaching_unregistered" not in await notices(desk, ADVISOR)
