"""The advisor hears the evaluated call: their own signed one, while it waits for them and the recording lives."""

from typing import Any

import httpx2
import pytest

from agent_api.recordings import queries
from agent_api.recordings.store import mark_deleted
from eventlog.facts import RecordingPlayed
from storage.postgres.engine import unit_of_work
from tests.support.desks.evaluation_desk import ADVISOR, CARLOS, CLARA, LEAD, OTHER_ADVISOR, EvaluationDesk
from tests.support.desks.recording_rig import RecordingRig, wav_bytes

pytestmark = pytest.mark.integration


async def recorded_evaluation(
    desk: EvaluationDesk, tapes: RecordingRig, call: str = "c1"
) -> tuple[dict[str, Any], str]:
    """Return a signed evaluation of a recorded call of ``asesor1``, and the recording's id."""
    await desk.hire(LEAD, CARLOS)
    id_ = await tapes.store_recording(call, advisor="asesor1")
    await desk.hang_up(call)
    return await desk.signed(CLARA, call), id_


async def hear(
    desk: EvaluationDesk, user: str, evaluation: dict[str, Any], recording: str, part: str = "audio"
) -> httpx2.Response:
    """Ask for the sound of the evaluated call, or for its waveform."""
    return await desk.ask(user, "GET", f"/me/evaluations/{evaluation['id']}/recordings/{recording}/{part}")


async def test_the_advisor_hears_the_evaluated_call(desk: EvaluationDesk, tapes: RecordingRig) -> None:
    """The sound and its waveform open, and nothing else of recordings does; listening is the usual fact."""
    signed, id_ = await recorded_evaluation(desk, tapes)
    own = (await desk.ask(ADVISOR, "GET", f"/me/evaluations/{signed['id']}")).json()
    [listed] = own["story"]["recordings"]
    assert (listed["id"], listed["state"], own["story"]["timeline"]) == (id_, "stored", [])
    waveform = await hear(desk, ADVISOR, signed, id_, "waveform")
    assert (waveform.status_code, len(waveform.json()["advisor"])) == (200, 75)
    assert await desk.facts("RecordingPlayed") == []
    for _ in range(2):
        heard = await hear(desk, ADVISOR, signed, id_)
        assert (heard.status_code, heard.content) == (200, wav_bytes())
    [played] = await desk.facts("RecordingPlayed")
    assert (played.fact, played.call_id) == (RecordingPlayed(recording=id_, user="asesor1"), "c1")
    assert (await desk.ask(ADVISOR, "GET", f"/recordings/{id_}/audio")).status_code == 403


@pytest.mark.parametrize("part", ["audio", "waveform"])
async def test_nobody_else_hears_it_and_nothing_else_is_heard(
    desk: EvaluationDesk, tapes: RecordingRig, part: str
) -> None:
    """Another advisor, an evaluator, an unsigned evaluation and a recording of another call are refused, unlogged."""
    signed, id_ = await recorded_evaluation(desk, tapes)
    other, message = await tapes.store_recording("c2", advisor="asesor1"), await tapes.leave_message("c3")
    await desk.hang_up("c2")
    draft = await desk.begun(CLARA, "c2")
    calibration = await desk.signed(CLARA, "c2", "calibration")
    refused = [
        await hear(desk, OTHER_ADVISOR, signed, id_, part),
        await hear(desk, ADVISOR, draft, other, part),
        await hear(desk, ADVISOR, calibration, other, part),
        await hear(desk, ADVISOR, signed, other, part),
        await hear(desk, ADVISOR, signed, message, part),
        await hear(desk, ADVISOR, signed, "nada.0-1", part),
    ]
    assert [each.status_code for each in refused] == [404] * 6
    assert refused[0].json()["detail"] == "No hay ninguna evaluación con ese número que usted pueda ver."
    assert refused[3].json()["detail"] == "La llamada de esa evaluación no tiene ninguna grabación con ese nombre."
    assert (await hear(desk, CLARA, signed, id_, part)).status_code == 403
    assert await desk.facts("RecordingPlayed") == []


async def test_it_is_heard_while_the_evaluation_waits_for_the_advisor(
    desk: EvaluationDesk, tapes: RecordingRig
) -> None:
    """To answer and in the conciliation, to which they are called; neither while another decides nor afterwards."""
    signed, id_ = await recorded_evaluation(desk, tapes)
    refuted = (await desk.post_own(ADVISOR, signed, "refutation", text="Sí verifiqué.")).json()
    closed = "La grabación se oye mientras la evaluación espera su respuesta o está en conciliación."
    assert (refuted["story"]["recordings"], refuted["story"]["missing"]) == ([], closed)
    answer = await hear(desk, ADVISOR, signed, id_)
    assert (answer.status_code, answer.json()["code"], answer.json()["detail"]) == (
        403,
        "evaluated_recording_closed",
        closed,
    )
    assert (await hear(desk, ADVISOR, signed, id_, "waveform")).status_code == 403
    called = (await desk.post(CARLOS, signed, "conciliation", text="Mañana.")).json()
    assert (await hear(desk, ADVISOR, signed, id_)).status_code == 200
    body = {"outcome": "rejected", "text": "No se oye.", "revision": called["revision"]}
    assert (await desk.post(CARLOS, signed, "decision", **body)).status_code == 200
    assert (await hear(desk, ADVISOR, signed, id_)).status_code == 403


async def test_an_erased_recording_says_so(desk: EvaluationDesk, tapes: RecordingRig) -> None:
    """The evaluation stays readable with the state of its recording; neither sound nor waveform opens."""
    signed, id_ = await recorded_evaluation(desk, tapes)
    async with unit_of_work(desk.rig.engine) as connection:
        row = await queries.find(connection, id_, lock=True)
        assert row is not None
        await mark_deleted(connection, row)
    for part in ("audio", "waveform"):
        gone = await hear(desk, ADVISOR, signed, id_, part)
        assert (gone.status_code, gone.json()["code"]) == (410, "recording_deleted")
        assert gone.json()["detail"] == "Esta grabación ya cumplió su plazo y se borró."
    own = (await desk.ask(ADVISOR, "GET", f"/me/evaluations/{signed['id']}")).json()
    assert [each["state"] for each in own["story"]["recordings"]] == ["deleted"]
    assert await desk.facts("RecordingPlayed") == []


async def test_without_a_recording_the_evaluation_says_so(desk: EvaluationDesk) -> None:
    """A call that was not recorded has a sentence in its place."""
    await desk.attended_call("c1")
    signed = await desk.signed(CLARA, "c1")
    own = (await desk.ask(ADVISOR, "GET", f"/me/evaluations/{signed['id']}")).json()
    assert own["story"]["missing"] == "Esta llamada no tiene ninguna grabación."
