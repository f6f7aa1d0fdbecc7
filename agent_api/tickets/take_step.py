"""Taking a step with a ticket: what was asked becomes a step, the step changes the ticket, all in one transaction.

Owns that transaction: the row under its lock, the version that must be the one that was read, the entry, the facts, and
what is told to the world. What a step may do is `agent_api.tickets.domain.state_machine`'s.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.guard import Asking
from agent_api.customers.authorization import allow
from agent_api.kit.context import Deps
from agent_api.tickets import history_store, store
from agent_api.tickets import step_schemas as forms
from agent_api.tickets.answers.enclosures import check_files, enclosures_of
from agent_api.tickets.domain import legal_term, state_machine, steps
from agent_api.tickets.domain.steps import AnyStep, Step
from agent_api.tickets.domain.ticket import Refusal
from agent_api.tickets.notifications import notifier
from agent_api.tickets.notifications.notifier import Matter
from agent_api.tickets.presenters import reckoning
from agent_api.tickets.problems import (
    AnswerUnfinished,
    ResponseUnknown,
    StepNotPossible,
    TicketChanged,
    error_of,
    refuse,
)
from agent_api.tickets.queries.visibility import WITHOUT_READING, find_followed, find_ticket, person_of
from agent_api.tickets.step_schemas import StepForm
from agent_api.tickets.store import Filed
from agent_api.tickets.workflow import assignment, customer_link, reclassification
from config.law.regimes import LawSilent
from config.law.terms import TermRefused, day_of_receipt
from config.site.tickets.answers import left_in
from config.timezone import COLOMBIA
from eventlog import outbox
from storage.postgres.engine import unit_of_work

_BY_NAME: dict[str, type[Step]] = {
    steps.name_of(each): each
    for each in (
        steps.Take,
        steps.Escalate,
        steps.GiveBack,
        steps.Answer,
        steps.Accept,
        steps.SendBack,
        steps.Typify,
        steps.Send,
        steps.Note,
        steps.Extend,
        steps.AskCompletion,
        steps.Complete,
        steps.Transfer,
        steps.Assign,
        steps.Reclassify,
        steps.Tie,
        steps.Untie,
        steps.Close,
        steps.Reopen,
    )
}
_MATTERS: dict[type[Step], Matter] = {
    steps.Extend: "extended",
    steps.AskCompletion: "completion_asked",
    steps.Transfer: "transferred",
    steps.Close: "withdrawn",
}
_HANDED_ON = (steps.Escalate, steps.GiveBack, steps.SendBack, steps.Assign)
_WORDED = (steps.GiveBack, steps.Answer, steps.Accept)


async def take_step(deps: Deps, who: Asking, number: str, form: StepForm, now: datetime) -> Filed:
    """Take a step.

    Args:
        deps: of the API.
        who: takes it.
        number: the ticket's, as it was dictated.
        form: what is to be done, and the version that was read.
        now: aware.

    Returns:
        The ticket as it is then.

    Raises:
        NumberMisread, NotFound, IdentityRequired: see `agent_api.tickets.queries.visibility.find_ticket`.
        TicketChanged: somebody took another step since it was read.
        StepNotPossible: not in this state, or not by the law.
        NotYours: it is somebody else's to take.
        AnswerUnfinished: the answer still has blanks of its template.
        AnswerNotSent, AnswerNeedsAttachment, and others: see `agent_api.tickets.answers.enclosures.check_files`.
        CustomerUnknown: there is no such customer.
    """
    seen = await _found(deps, who, number, form)
    if isinstance(form, forms.TieForm):
        await allow(deps, who, form.customer_id, None, now)
    async with unit_of_work(deps.engine) as connection:
        filed = await store.locked(connection, deps.campaign, seen.number) or seen
        if filed.version != form.version:
            raise TicketChanged(filed.version)
        refuse(state_machine.refusal(filed.life, _BY_NAME[form.step], person_of(deps, who)))
        step = await _decided(connection, deps, filed, form, now)
        await check_files(connection, deps, filed, step, _text(form))
        return await _taken(connection, deps, who, filed, step, text=_text(form), now=now)


async def _found(deps: Deps, who: Asking, number: str, form: StepForm) -> Filed:
    """Find the ticket of a step: to be read whole, unless the step can be taken without reading it."""
    if form.step in WITHOUT_READING:
        return (await find_followed(deps, who, number)).filed
    return await find_ticket(deps, who, number)


async def _taken(
    connection: AsyncConnection, deps: Deps, who: Asking, filed: Filed, step: AnyStep, *, text: str, now: datetime
) -> Filed:
    """The ticket after a step, stored with its entry and its facts, and told."""
    moved = state_machine.take(filed.life, step, person_of(deps, who), now)
    if isinstance(moved, Refusal):
        raise error_of(moved)
    after = _worded(deps, filed.moved(moved.ticket), step, text)
    if isinstance(step, steps.Reclassify):
        after = reclassification.with_topic(after, step)
    elif isinstance(step, steps.Tie | steps.Untie):
        after = await customer_link.with_customer(connection, deps, after, step)
    await store.rewrite(connection, deps.campaign, filed, after)
    by: dict[str, Any] = {"who": who.user, "who_name": who.name, "at": now}
    await history_store.note_down(connection, deps.sealer, deps.campaign, after, step, note=text, **by)
    about = {"actor": who.actor, "site_version": after.site_version, "call_id": after.call_id}
    await outbox.put(connection, deps.campaign, moved.facts, **about)
    await _tell(connection, deps, after, step, text, actor=who.actor, now=now)
    return after


def _worded(deps: Deps, filed: Filed, step: AnyStep, text: str) -> Filed:
    """With the latest wording of the answer, where the step brings one.

    Raises:
        AnswerUnfinished: it still has blanks of its template.
    """
    if not (isinstance(step, _WORDED) and text):
        return filed
    if blanks := left_in(text):
        raise AnswerUnfinished(blanks)
    place = store.place_of(deps.campaign, filed)
    return store.replaced(filed, answer=deps.sealer.seal(text, about=store.ANSWER, row=place))


async def _tell(
    connection: AsyncConnection, deps: Deps, filed: Filed, step: AnyStep, text: str, *, actor: str, now: datetime
) -> None:
    told: dict[str, Any] = {"actor": actor, "now": now}
    if isinstance(step, _HANDED_ON):
        await notifier.on_escalated(connection, deps, filed, **told)
    elif isinstance(step, steps.Send):
        place = store.place_of(deps.campaign, filed)
        answer = deps.sealer.open(filed.answer, about=store.ANSWER, row=place) if filed.answer else ""
        files = await enclosures_of(connection, deps, filed)
        await notifier.on_answer(connection, deps, filed, answer, files, **told)
    elif isinstance(step, steps.Reclassify):
        await notifier.on_reclassified(connection, deps, filed, step, **told)
    elif matter := _MATTERS.get(type(step)):
        await notifier.on_matter(connection, deps, filed, matter, text, **told)


async def _decided(connection: AsyncConnection, deps: Deps, filed: Filed, form: StepForm, now: datetime) -> AnyStep:
    """The step that a form asks for, with what matrix and law say of it."""
    match form:
        case forms.EscalateForm() if filed.tier == 1:
            return steps.Escalate()
        case forms.EscalateForm(area=area):
            return await assignment.to_area(connection, deps, filed, area, now)
        case forms.SendBackForm():
            return await assignment.again(connection, deps, filed, now)
        case forms.AssignForm(owner=owner):
            if owner:
                await assignment.check_assignee(connection, deps, filed, owner, now)
            return steps.Assign(owner=owner or "")
        case forms.ReclassifyForm(change_area=change_area):
            return await reclassification.decided(
                deps, filed, reclassification.topic_of(form), change_area=change_area, now=now
            )
        case forms.TieForm(customer_id=customer_id):
            return await customer_link.tied(connection, deps, filed, customer_id)
        case forms.UntieForm():
            return await customer_link.untied(connection, deps, filed)
    try:
        return _by_law(deps, filed, form, now) or _plain(deps, form)
    except TermRefused as error:
        raise StepNotPossible(str(error), error.code) from error
    except LawSilent as error:
        raise StepNotPossible(str(error), error.code) from error


def _by_law(deps: Deps, filed: Filed, form: StepForm, now: datetime) -> AnyStep | None:
    """A step that touches the term; None for others."""
    by, ticket = reckoning(deps), filed.life
    match form:
        case forms.ExtendForm(until=until, text=reasons):
            return legal_term.extend(by, ticket, until, reasons, now)
        case forms.AskCompletionForm():
            return legal_term.ask_completion(by, ticket, now)
        case forms.CompleteForm(completed_on=day):
            earlier = day is not None and day != day_of_receipt(now)
            completed_at = datetime.combine(day, time(0), COLOMBIA).astimezone(UTC) if day and earlier else now
            if completed_at > now:
                raise TermRefused("completed_in_future", "Lo que faltaba no pudo llegar después de hoy.")
            return legal_term.complete(by, ticket, completed_at)
        case forms.TransferForm():
            return legal_term.transfer(by, ticket)
        case forms.CloseForm(reason=reason):
            return legal_term.close(reason == "tacit")
    return None


def _plain(deps: Deps, form: StepForm) -> AnyStep:
    """A step that neither law nor matrix have a say in."""
    match form:
        case forms.AnswerForm(response=response):
            return steps.Answer(response=_known(deps, response), attachments=_chosen(form.attachments))
        case forms.AcceptForm(response=response):
            return steps.Accept(response=_known(deps, response), attachments=_chosen(form.attachments))
        case forms.TypifyForm(response=response):
            return steps.Typify(response=_known(deps, response) or "")
        case forms.GiveBackForm():
            return steps.GiveBack(attachments=_chosen(form.attachments))
        case forms.TakeForm():
            return steps.Take()
        case forms.SendForm():
            return steps.Send(attachments=_chosen(form.attachments))
        case forms.ReopenForm():
            return steps.Reopen()
    return steps.Note()


def _chosen(attachments: Sequence[str] | None) -> tuple[str, ...] | None:
    """Return ids of files in order, each once; None where the form chooses none."""
    return None if attachments is None else tuple(dict.fromkeys(attachments))


def _known(deps: Deps, response: str | None) -> str | None:
    types = deps.site.answers.types if deps.site.answers else {}
    if response is not None and response not in types:
        raise ResponseUnknown(response)
    return response


def _text(form: StepForm) -> str:
    """What was written; of a transfer, to which authority first."""
    text = getattr(form, "text", None) or ""
    return f"{form.authority}: {text}" if isinstance(form, forms.TransferForm) else text
