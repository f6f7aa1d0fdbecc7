"""Erasures as they are told over HTTP."""

from typing import Any

from agent_api.erasure.domain import labels
from agent_api.erasure.domain.plan import Line
from agent_api.erasure.schemas import ErasedKind, ErasureTold, KeptKind
from agent_api.erasure.service import Result


def shown(result: Result) -> ErasureTold:
    """Show what an erasure would do, or did."""
    outcome, done = result.outcome, result.at is not None
    return ErasureTold(
        request=result.request,
        act=result.act or None,
        at=result.at,
        decided_by=result.decided_by or None,
        repeated=result.repeated,
        credit=result.credit,
        erased=[ErasedKind(**_named(each)) for each in outcome.erased],
        kept=[_kept(each) for each in outcome.kept],
        answer=labels.answer(outcome, act=result.act, request=result.request, done=done),
    )


def _named(line: Line) -> dict[str, Any]:
    return {"kind": line.kind, "name": labels.kind_name(line.kind, line.count), "count": line.count}


def _kept(line: Line) -> KeptKind:
    assert line.ground is not None  # a kept line has its ground
    ground = line.ground
    return KeptKind(
        **_named(line),
        reason=ground.reason,
        why=labels.reason(ground),
        until=ground.until,
        petitions=list(line.petitions),
    )
