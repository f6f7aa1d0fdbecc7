"""The drafts that the gate of a publication refuses."""

import pytest

from agent_api.site_admin.drafts.domain.gate import FailedTry, GateResult, find_refusal
from config.errors import Complaint

COMPLAINT = Complaint("lines.yaml", 1, "falta el campo «name»; agréguelo")
FAILED = FailedTry(id="sabado", name="Sábado", faults=("se esperaba oír «cerrado»",))


@pytest.mark.parametrize(
    ("result", "reason", "refusal"),
    [
        (GateResult(), "", None),
        (GateResult(complaints=(COMPLAINT,)), "igual", "complaints"),
        (GateResult(silent_prompts=("saludo",), failed_tries=(FAILED,)), "igual", "prompts"),
        (GateResult(failed_tries=(FAILED,)), "", "tries"),
        (GateResult(failed_tries=(FAILED,)), "cambia a propósito", None),
    ],
)
def test_only_failed_tries_are_overridden_by_a_reason(result: GateResult, reason: str, refusal: str | None) -> None:
    """Complaints and prompts without a sound are refused with any reason."""
    assert find_refusal(result, tries_reason=reason) == refusal
