"""A colleague's pause is «paused» and nothing more; its reason is for those who may set it."""

import json
from typing import Any

import pytest

from agent_api.desk.domain.entities import Viewer
from tests.support.api.desk_streams import SITE, StreamRecorder, changed

REASON = next(iter(SITE.pauses))
HIDDEN = {"reason": None, "reason_name": None, "paid": None}


def seen_by(viewer: Viewer) -> dict[str, Any]:
    """Return what a user sees of asesor2 on a pause, in the changes and in a fresh snapshot."""
    recorder = StreamRecorder(viewer)
    recorder.record_fact(changed("paused", "available", REASON, advisor="asesor2"))
    key = ("advisor", "asesor2")
    fresh: dict[str, Any] = json.loads(bytes(recorder.encode(key) or b""))
    (sent,) = [each["value"] for each in recorder.messages[-1]["put"] if each["id"] == "asesor2"]
    assert sent == fresh
    return fresh


@pytest.mark.parametrize("viewer", [Viewer(user="calidad", board=True, pause_reasons=False)])
def test_board_without_right_shows_pause_and_no_reason(viewer: Viewer) -> None:
    """State and time are shown; neither the reason nor whether it is paid, which would tell it."""
    advisor = seen_by(viewer)
    assert (advisor["state"], advisor["name"] != "") == ("paused", True)
    assert {field: advisor[field] for field in HIDDEN} == HIDDEN


def test_supervisor_and_advisor_themselves_see_reason() -> None:
    """A supervisor sees the reason of each advisor, and an advisor their own."""
    for viewer in (
        Viewer(user="jefa", board=True, pause_reasons=True),
        Viewer(user="asesor2", board=False, pause_reasons=False),
    ):
        advisor = seen_by(viewer)
        assert (advisor["reason"], advisor["reason_name"]) == (REASON, SITE.pauses[REASON].name)
