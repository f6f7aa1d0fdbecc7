"""Where a finding comes from and what proves it: checked against what exists, before the finding is stored."""

import msgspec

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import ApiError
from agent_api.quality.evaluations import store as evaluations
from agent_api.quality.findings import store
from agent_api.quality.findings.schemas import NewFinding
from agent_api.quality.visits import store as visits
from agent_api.tickets.queries.visibility import find_ticket, visibility_of
from storage.postgres.engine import read_connection

Fault = tuple[str, str]
_SOURCE_NEEDED = "Diga el número de la evaluación, la visita o la observación."


class FindingEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """The evidence of a new finding, each part empty without one, and the faults of what was named."""

    call: str = ""
    second: int | None = None
    ticket: str = ""
    faults: tuple[Fault, ...] = ()


async def check_evidence(context: ApiContext, principal: Principal, form: NewFinding) -> FindingEvidence:
    """Return the evidence that a form names; that of an evaluation is its call or ticket unless it names another."""
    call, ticket = form.call or "", form.ticket or ""
    faults: list[Fault] = []
    if (form.source == "manual") == (form.reference is not None):
        faults.append(
            ("reference", _SOURCE_NEEDED if form.reference is None else "Un hallazgo a mano no lleva número.")
        )
    if form.reference is not None:
        found, fault = await _find_source(context, form.source, form.reference)
        if fault:
            faults.append(("reference", fault))
        call, ticket = call or found.call, ticket or found.ticket
    if form.call and await context.journal.call(form.call) is None:
        faults.append(("call", "No hay ninguna llamada con ese id."))
    if form.ticket and not await _has_ticket(context, principal, form.ticket):
        faults.append(("ticket", "No hay ningún radicado con ese número que usted pueda ver."))
    if form.second is not None and not call:
        faults.append(("second", "Diga de qué llamada es el segundo."))
    return FindingEvidence(call=call, second=form.second, ticket=ticket, faults=tuple(faults))


async def _find_source(context: ApiContext, source: str, reference: str) -> tuple[FindingEvidence, str]:
    """Return the evidence of a source, and what is wrong with it; empty if nothing is."""
    async with read_connection(context.engine) as connection:
        if source == "evaluation":
            row = await evaluations.find(connection, context.campaign, reference)
            if row is None or not row.round:
                return FindingEvidence(), "No hay ninguna evaluación firmada con ese número."
            is_call = row.channel == "phone"
            return FindingEvidence(call=row.item if is_call else "", ticket="" if is_call else row.item), ""
        if source == "visit":
            visit = await visits.find(connection, context.cipher, context.campaign, reference)
            missing = visit is None or visit.state == "discarded"
            return FindingEvidence(), "No hay ninguna visita con ese número." if missing else ""
        exists = source == "manual" or await store.has_observation(connection, context.campaign, reference)
    return FindingEvidence(), "" if exists else "No hay ninguna observación con ese número."


async def _has_ticket(context: ApiContext, principal: Principal, number: str) -> bool:
    try:
        await find_ticket(context.engine, context.campaign, number, await visibility_of(context, principal))
    except ApiError:
        return False
    return True
