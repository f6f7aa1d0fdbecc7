"""One step on many tickets, each in its own transaction.

Owns the report: a ticket that refuses the step does not keep the others from it. The rules of a step are
`agent_api.tickets.take_step`'s, as for a single ticket. Only steps that send nothing to a petitioner and that another
step can undo are possible.
"""

from collections.abc import Callable
from datetime import datetime

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import ApiError
from agent_api.tickets.lists.schemas import BulkStepForm, BulkStepReport, BulkStepResult, TicketVersion
from agent_api.tickets.step_schemas import AssignForm, NoteForm, StepForm, TakeForm
from agent_api.tickets.take_step import take_step


async def take_steps(
    context: ApiContext, principal: Principal, form: BulkStepForm, key: str, now: Callable[[], datetime]
) -> BulkStepReport:
    """Take a step on each ticket, and report what was refused.

    A repeated request with the same ``key``, step, owner and text counts as done in the tickets in which it was done,
    at any later version. Without a key, a ticket that changed or is listed twice is refused.
    """
    request = _request(context, form, key)
    results = [await _take_one(context, principal, form, each, request=request, now=now()) for each in form.tickets]
    done = sum(each.done for each in results)
    return BulkStepReport(done=done, refused=len(results) - done, results=results)


async def _take_one(
    context: ApiContext,
    principal: Principal,
    form: BulkStepForm,
    ticket: TicketVersion,
    *,
    request: str,
    now: datetime,
) -> BulkStepResult:
    try:
        step = _step_form(form, ticket.version)
        after = await take_step(context, principal, ticket.number, step, now, request=request)
    except ApiError as refused:
        if refused.status >= 500:
            raise
        return BulkStepResult(number=ticket.number, done=False, version=None, code=refused.code, detail=str(refused))
    return BulkStepResult(number=after.number, done=True, version=after.version, code=None, detail=None)


def _request(context: ApiContext, form: BulkStepForm, key: str) -> str:
    if not key:
        return ""
    content = form.model_dump_json(exclude={"tickets"})
    return context.cipher.blind_index(f"{key} {content}", field="ticket_entry.request")


def _step_form(form: BulkStepForm, version: int) -> StepForm:
    match form.step:
        case "take":
            return TakeForm(step="take", version=version)
        case "assign":
            return AssignForm(step="assign", version=version, owner=form.owner, text=form.text)
    assert form.text is not None  # the form requires it
    return NoteForm(step="note", version=version, text=form.text)
