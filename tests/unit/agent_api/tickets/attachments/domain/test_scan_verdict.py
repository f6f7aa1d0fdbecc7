"""Access to a file according to its antivirus result."""

from datetime import UTC, datetime

import pytest

from agent_api.tickets.attachments.domain.scan_verdict import State, attachment_state, is_harmful, state_sentence

THEN = datetime(2026, 11, 26, 15, 4, tzinfo=UTC)
EICAR = "Win.Test.EICAR_HDB-1"
TOO_MUCH = "Heuristics.Limits.Exceeded.MaxScanSize"


@pytest.mark.parametrize(
    ("examined_at", "finding", "scans", "state"),
    [
        (None, "", False, "open"),
        (None, "", True, "waiting"),
        (THEN, "", True, "open"),
        (THEN, "", False, "open"),
        (THEN, EICAR, True, "withheld"),
        (THEN, EICAR, False, "withheld"),
        (None, EICAR, True, "withheld"),
        (None, EICAR, False, "withheld"),
    ],
)
def test_a_file_is_open_once_nothing_speaks_against_it(
    examined_at: datetime | None, finding: str, *, scans: bool, state: State
) -> None:
    """Without an antivirus files are open at once; a detected file stays closed until a later scan clears it."""
    assert attachment_state(examined_at, finding, scans=scans) == state


def test_withheld_file_tells_reason_and_advice() -> None:
    """The advisor reads what was found, that the petition continues and how to get the document."""
    assert state_sentence("open", "") == ""
    assert "no hace falta adjuntarlo otra vez" in state_sentence("waiting", "")
    for finding, reason in ((EICAR, "código dañino"), (TOO_MUCH, "no lo pudo examinar completo")):
        sentence = state_sentence("withheld", finding)
        for words in (reason, finding, "nadie puede abrirlo", "sigue su curso", "otra copia"):
            assert words in sentence


def test_clamav_reports_size_and_depth_limits_like_detections() -> None:
    """ClamAV reports size and depth limits like detections; they are not called harmful."""
    assert is_harmful(EICAR)
    assert not is_harmful(TOO_MUCH)
