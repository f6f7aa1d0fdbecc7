"""Calls to drafts as API responses."""

from datetime import datetime

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.simulations.presenters import present_transcript
from agent_api.site_admin.draft_calls.schemas import (
    DraftCallOut,
    DraftOpeningOut,
    DraftSoundsState,
    DraftTestCall,
    TakenTestNumber,
)
from calls.draft_call.openings import DraftCallProgress, DraftOpening, OpeningState
from config.site.model import Site


def present_number(
    context: ApiContext, now: datetime, draft_id: str, opening: DraftOpening | None, presented: DraftOpeningOut | None
) -> DraftCallOut:
    """Build the test number, as one draft sees it."""
    rules = context.site.publishing
    is_taken = opening is not None and opening.draft != draft_id and opening.is_open(now)
    return DraftCallOut(
        number=rules.test_number,
        address=f"sip:{rules.test_number}@{context.sip_address}" if rules.test_number else "",
        minutes=rules.test_number_minutes,
        opening=presented,
        taken=TakenTestNumber(draft=opening.draft, title=opening.title, expires_at=opening.expires_at)
        if opening is not None and is_taken
        else None,
    )


def present_opening(
    context: ApiContext, principal: Principal, now: datetime, state: OpeningState, site: Site | None
) -> DraftOpeningOut:
    """Build an opening with its calls; ``site`` is the draft as they hear it, None once Valkey has dropped it."""
    opening = state.opening
    lines = site.lines if site else {}
    return DraftOpeningOut(
        is_open=opening.is_open(now),
        closed=opening.closed,
        revision=opening.revision,
        line=opening.line,
        line_name=lines[opening.line].name if opening.line in lines else opening.line,
        code=opening.code if principal.has_permission("site.edit") else "",
        opened_by=opening.opened_by,
        opened_at=opening.opened_at,
        expires_at=opening.expires_at,
        day=opening.day,
        at=None if opening.at is None else f"{opening.at:%H:%M}",
        sounds=_sounds_state(state),
        faults=sorted({each.detail for each in state.gateways.values() if each.phase == "failed"}),
        calls=[_present_call(context, site, each) for each in state.calls],
    )


def _sounds_state(state: OpeningState) -> DraftSoundsState:
    phases = {each.phase for each in state.gateways.values()}
    for phase in ("ready", "preparing", "failed"):
        if phase in phases:
            return phase
    return "waiting"


def _present_call(context: ApiContext, site: Site | None, call: DraftCallProgress) -> DraftTestCall:
    heard = call.transcript if site is not None and call.arrived_at is not None else None
    return DraftTestCall(
        call_id=call.call_id,
        began_at=call.began_at,
        phase=call.phase,
        result=present_transcript(context, site, call.arrived_at, heard)
        if site is not None and call.arrived_at is not None and heard is not None
        else None,
    )
