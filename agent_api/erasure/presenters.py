"""Erasures as the API presents them."""

from typing import Any

from agent_api.erasure.domain import labels
from agent_api.erasure.domain.plan import OutcomeLine
from agent_api.erasure.schemas import ErasedKind, ErasureReport, RetainedKind
from agent_api.erasure.service import ErasureResult


def present_erasure(result: ErasureResult) -> ErasureReport:
    """Present a planned or completed erasure."""
    outcome, done = result.outcome, result.at is not None
    return ErasureReport(
        request=result.request,
        act=result.act or None,
        at=result.at,
        decided_by=result.decided_by or None,
        repeated=result.repeated,
        credit=result.credit,
        erased=[ErasedKind(**_line_fields(each)) for each in outcome.erased],
        kept=[_present_kept(each) for each in outcome.kept],
        answer=labels.answer_paragraphs(outcome, act=result.act, request=result.request, done=done),
    )


def _line_fields(line: OutcomeLine) -> dict[str, Any]:
    return {"kind": line.kind, "name": labels.kind_name(line.kind, line.count), "count": line.count}


def _present_kept(line: OutcomeLine) -> RetainedKind:
    assert line.ground is not None
    ground = line.ground
    return RetainedKind(
        **_line_fields(line),
        reason=ground.reason,
        why=labels.reason_label(ground),
        until=ground.until,
        petitions=list(line.petitions),
    )
