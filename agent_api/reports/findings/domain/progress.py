"""The steps of a report of findings as one table: presented, received, answered. Pure.

The coordinator receives and answers; who presented a report does neither.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

import msgspec

FindingReportState = Literal["queued", "ready", "presented", "received", "answered"]
"""``queued``: the worker has not made it yet; ``ready``: made, and not presented."""
FindingReportStep = Literal["present", "receive", "answer"]


class ReportProgress(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a report that decides which steps are possible; ``presenter`` is a login, or empty."""

    state: FindingReportState
    presenter: str = ""


class StepRefusal(NamedTuple):
    """Why a step is refused: a stable code, and a Spanish sentence."""

    code: str
    text: str


def take_step(report: ReportProgress, step: FindingReportStep, user: str) -> ReportProgress | StepRefusal:
    """Return the report after a step, or the refusal of the step."""
    refused = step_refusal(report, step, user)
    if refused is not None:
        return refused
    presenter = user if step == "present" else report.presenter
    return ReportProgress(state=STEPS[report.state, step], presenter=presenter)


def step_refusal(report: ReportProgress, step: FindingReportStep, user: str) -> StepRefusal | None:
    """Return why a user cannot take a step; None if they can."""
    if (report.state, step) not in STEPS:
        return StepRefusal("finding_report_step_not_possible", _DESCRIPTIONS[report.state])
    if step != "present" and user == report.presenter:
        return StepRefusal("finding_report_yours", "Usted presentó este informe: lo recibe y lo responde otra persona.")
    return None


_DESCRIPTIONS: Final[Mapping[FindingReportState, str]] = MappingProxyType(
    {
        "queued": "El informe todavía se está preparando; espere un momento.",
        "ready": "El informe no se ha presentado.",
        "presented": "El informe ya se presentó; primero se recibe y después se responde.",
        "received": "El informe ya se recibió.",
        "answered": "El informe ya se respondió, y la respuesta no cambia.",
    }
)
STEPS: Final[Mapping[tuple[FindingReportState, FindingReportStep], FindingReportState]] = MappingProxyType(
    {
        ("ready", "present"): "presented",
        ("presented", "receive"): "received",
        ("received", "answer"): "answered",
    }
)
