"""The minutes of a session: saved as typed, signed, corrected with a reason, printed, and followed into the form."""

import io

import msgspec
import pytest
from pypdf import PdfReader

from agent_api.kit.job_context import JobContext
from agent_api.quality.calibrations.upkeep import keep_calibrations
from config.site.model import Site
from eventlog.facts import CalibrationChangeTied, CalibrationCriterionDecided, CalibrationMinutesSigned
from tests.support.desks.calibration_desk import CATA, MASTER, SESSIONS, CalibrationDesk, minutes_of
from tests.support.desks.evaluation_desk import CARLOS, CLARA, LEAD, OVERSIGHT, criteria_of

pytestmark = pytest.mark.integration


async def keep(desk: CalibrationDesk) -> int:
    """Run the worker's job once."""
    context = desk.rig.app.state.context
    job = JobContext(context.engine, context.cipher, context.site)
    return await keep_calibrations(job, context.load_site_version, desk.rig.now)


async def test_minutes_are_saved_as_typed(desk: CalibrationDesk) -> None:
    """Before the results are open there are none."""
    planned = await desk.planned("c9")
    assert (await desk.write(planned)).json()["code"] == "calibration_step_not_possible"
    session = await desk.opened("c1")
    saved = await desk.write(session, agreements="A medias", decisions=[], attendees=[])
    assert saved.json() == {"id": session["id"], "revision": 2}
    assert (await desk.session(LEAD, session["id"]))["minutes"]["agreements"] == "A medias"
    wrong = await desk.write({**session, "revision": 2}, attendees=["nadie"])
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "attendees.0")


async def test_a_signature_needs_complete_minutes(desk: CalibrationDesk) -> None:
    """It names what is missing; signed minutes are facts without a text, and reach everyone."""
    session = await desk.opened("c1")
    refused = await desk.act(session, "signature", revision=1)
    assert (refused.status_code, refused.json()["code"]) == (409, "minutes_incomplete")
    assert [each["field"] for each in refused.json()["errors"]] == ["agreements", "attendees"]
    await desk.write(session)
    assert (await desk.act(session, "signature", revision=1)).json()["code"] == "minutes_changed"
    signed = await desk.acted(session, "signature", revision=2)
    assert (signed["state"], signed["acts"]) == ("minuted", ["correct_minutes"])
    [version] = signed["signed_minutes"]
    assert (version["version"], version["reason"], version["content"]) == (1, None, minutes_of(session))
    [fact] = [each.fact for each in await desk.facts("CalibrationMinutesSigned")]
    assert fact == CalibrationMinutesSigned(calibration=session["id"], version=1, decisions=2, digest=version["digest"])
    first = criteria_of(session)[0]["id"]
    assert (await desk.facts("CalibrationCriterionDecided"))[0].fact == CalibrationCriterionDecided(
        calibration=session["id"], version=1, criterion=first, changes=True
    )
    notifications = (await desk.ask(OVERSIGHT, "GET", "/notifications")).json()["notifications"]
    assert notifications[0]["text"] == f"Se firmó el acta de la calibración {session['id']}."
    assert notifications[0]["about"] == "calibration"


async def test_a_correction_keeps_the_signed_version(desk: CalibrationDesk) -> None:
    """It needs a reason and a change; the earlier version can still be read."""
    session = await desk.minuted("c1")
    content = {**minutes_of(session), "revision": session["revision"]}
    same = await desk.act(session, "corrections", **content, reason="Nada.")
    assert (same.status_code, same.json()["code"]) == (409, "minutes_unchanged")
    corrected = await desk.acted(
        session, "corrections", **{**content, "agreements": "Se oye dos veces."}, reason="Faltó un acuerdo."
    )
    assert [(each["version"], each["reason"]) for each in corrected["signed_minutes"]] == [
        (1, None),
        (2, "Faltó un acuerdo."),
    ]
    assert corrected["signed_minutes"][0]["content"] == minutes_of(session)
    assert corrected["minutes"]["agreements"] == "Se oye dos veces."


async def test_the_minutes_are_printed(desk: CalibrationDesk) -> None:
    """Each version is a tagged PDF with results, decisions and attendance; an unknown version is 404."""
    session = await desk.minuted("c1")
    path = f"{SESSIONS}/{session['id']}/minutes"
    answer = await desk.ask(OVERSIGHT, "GET", f"{path}/1")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())
    for expected in (
        f"Acta de calibración {session['id']}",
        "Criterios de enero",
        "Basta con el nombre de la línea.",
        "Pendiente de cambio en el formulario.",
        "sin valor",
        "cumple / no cumple: 1",
        "Carlos",
        "Formulario de ejemplo",
    ):
        assert expected in text, expected
    assert b"/StructTreeRoot" in answer.content
    missing = await desk.ask(LEAD, "GET", f"{path}/2")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


async def test_a_wanted_change_is_pending_until_the_site_has_it(desk: CalibrationDesk) -> None:
    """The worker ties it, once, to the first form with the change; a change of another criterion does not count."""
    session = await desk.minuted("c1")
    assert (await desk.session(LEAD, session["id"]))["pending_changes"] == 1
    assert await keep(desk) == 0
    site = desk.rig.app.state.context.site
    wanted, other = (each["id"] for each in criteria_of(session)[:2])
    desk.change_site(forms=_with_change(site, session["form"]["id"], other))
    assert await keep(desk) == 0
    changed = desk.change_site(forms=_with_change(site, session["form"]["id"], wanted))
    assert await keep(desk) == 1
    assert await keep(desk) == 0
    tied = await desk.session(OVERSIGHT, session["id"])
    [change] = tied["changes"]
    assert (change["criterion"], change["form"], change["form_label"]) == (wanted, "telefono_nuevo", "Nueva")
    assert (change["site_version"], tied["pending_changes"]) == (changed.version, 0)
    [fact] = await desk.facts("CalibrationChangeTied")
    assert isinstance(fact.fact, CalibrationChangeTied)
    assert (fact.fact.form, fact.actor, fact.site_version) == ("telefono_nuevo", "system:quality", changed.version)
    again = {**minutes_of(session), "decisions": [], "revision": session["revision"]}
    corrected = await desk.acted(session, "corrections", **again, reason="Sin decisiones.")
    assert [each["criterion"] for each in corrected["changes"]] == [wanted]


async def test_the_coordinator_learns_that_all_have_signed(desk: CalibrationDesk) -> None:
    """Once, however often the worker looks."""
    session = await desk.planned("c1")
    for user in (MASTER, CLARA, CARLOS):
        await desk.judge(user, "c1")
    await keep(desk)
    assert (await desk.ask(LEAD, "GET", "/notifications")).json()["notifications"] == []
    await desk.judge(CATA, "c1")
    for _ in range(2):
        await keep(desk)
    notifications = (await desk.ask(LEAD, "GET", "/notifications")).json()["notifications"]
    assert [each["text"] for each in notifications] == [
        f"Todos firmaron la calibración {session['id']}: ya puede abrir los resultados."
    ]


def _with_change(site: Site, form_id: str, criterion: str) -> dict[str, object]:
    """Return the forms of a site with a new one in which a criterion has another help."""
    assert site.quality is not None
    before = site.quality.forms[form_id]
    sections = tuple(
        msgspec.structs.replace(
            section,
            criteria=tuple(
                msgspec.structs.replace(each, help="Otra ayuda.") if each.criterion == criterion else each
                for each in section.criteria
            ),
        )
        for section in before.sections
    )
    later = before.valid_from.replace(year=before.valid_from.year + 1)
    new = msgspec.structs.replace(
        before,
        id="telefono_nuevo",
        version="e" * 12,
        version_label="Nueva",
        valid_from=later,
        sections=sections,
    )
    return {**site.quality.forms, "telefono_nuevo": new}
