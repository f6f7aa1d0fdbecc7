"""Taking a step: a form becomes a step, and the step changes the ticket, in one transaction.

Owns that transaction: the row lock, the check of the version that the client read, the history entry, the facts and
the notifications. Which steps are possible is `agent_api.tickets.domain.state_machine`'s.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final, NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access.principal import Principal
from agent_api.customers.authorization import authorize
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.tickets import history_store, store
from agent_api.tickets import step_schemas as forms
from agent_api.tickets.answers.enclosures import check_files, read_enclosures
from agent_api.tickets.answers.openings import require_opened
from agent_api.tickets.domain import legal_term, state_machine, steps
from agent_api.tickets.domain.numbers import InvalidFilingNumber, parse_number
from agent_api.tickets.domain.steps import AnyStep, Step
from agent_api.tickets.domain.ticket import Actor, Refusal
from agent_api.tickets.filing import ms_after_call
from agent_api.tickets.links.service import find_link_target, store_link
from agent_api.tickets.notifications import notifier
from agent_api.tickets.notifications.notifier import PetitionerEvent
from agent_api.tickets.notifications.user_notifications import notify_users
from agent_api.tickets.problems import (
    AnswerUnfinished,
    NumberMisread,
    ResponseUnknown,
    StepNotPossible,
    TicketChanged,
    error_of,
    raise_refusal,
)
from agent_api.tickets.queries.filters import Visibility
from agent_api.tickets.queries.visibility import (
    STEPS_WITHOUT_READING,
    actor_of,
    find_followed_ticket,
    find_ticket,
    visibility_of,
)
from agent_api.tickets.search.word_index import WordIndex, store_words
from agent_api.tickets.step_schemas import StepForm
from agent_api.tickets.store import FiledTicket
from agent_api.tickets.texts import decrypt_texts
from agent_api.tickets.workflow import assignment, customer_link, joint_answer, mentions, reclassification
from agent_api.tickets.workflow.undo import take_back, undo_seconds
from config.law.regimes import NoRegimeInForce
from config.law.terms import TermRefused, day_of_receipt
from config.site.model import Site
from config.site.tickets.answers import find_unfilled
from config.timezone import COLOMBIA
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import unit_of_work

_STEP_BY_NAME: dict[str, type[Step]] = {
    steps.step_name(each): each
    for each in (
        steps.Take,
        steps.Escalate,
        steps.GiveBack,
        steps.Answer,
        steps.Accept,
        steps.SendBack,
        steps.Typify,
        steps.Send,
        steps.UndoSend,
        steps.Note,
        steps.Extend,
        steps.AskCompletion,
        steps.Complete,
        steps.Transfer,
        steps.Assign,
        steps.Reclassify,
        steps.Tie,
        steps.Untie,
        steps.CheckMandate,
        steps.Prioritize,
        steps.Deprioritize,
        steps.SetAuthorityTerm,
        steps.Link,
        steps.Unlink,
        steps.Close,
        steps.Reopen,
    )
}
_EVENTS: dict[type[Step], PetitionerEvent] = {
    steps.Extend: "extended",
    steps.AskCompletion: "completion_asked",
    steps.Transfer: "transferred",
    steps.Close: "withdrawn",
}
_HANDOVER_STEPS = (steps.Escalate, steps.GiveBack, steps.SendBack, steps.Assign)
_URGENT_STEPS = (steps.Prioritize, steps.SetAuthorityTerm)
_ANSWER_STEPS = (steps.GiveBack, steps.Answer, steps.Accept)


async def take_step(
    context: ApiContext, principal: Principal, number: str, form: StepForm, now: datetime, *, request: str = ""
) -> FiledTicket:
    """Take a step and return the ticket after it.

    ``number`` is the filing number as it was dictated; the form holds the version that the client read. A repeated
    ``request`` of the same user changes nothing and returns the ticket; an empty one is never a repetition.

    Raises:
        NumberMisread, NotFound, IdentityRequired: see `agent_api.tickets.queries.visibility.find_ticket`.
        TicketChanged: another step was taken since the client read the ticket.
        StepNotPossible: the state or the law does not allow it.
        NotYours: the step belongs to another person.
        AnswerUnfinished: the answer still has blanks of its template.
        AnswerNotSent, AnswerNeedsAttachment, and others: see `agent_api.tickets.answers.enclosures.check_files`.
        AnswerNotOpened: the answer of an area is accepted unread.
        CustomerUnknown: there is no such customer.
        LinkNotPossible, LinkUnknown: see `agent_api.tickets.links.service.store_link`.
        JointAnswerNotPossible: see `agent_api.tickets.workflow.joint_answer.check_joint`.
    """
    visibility = await visibility_of(context, principal)
    found = await _find(context.engine, context.campaign, number, visibility, form)
    if isinstance(form, forms.TieForm):
        await authorize(context, principal, form.customer_id, None, now)
    elif isinstance(form, forms.LinkForm):
        target = await find_link_target(context, visibility, found, form.number)
        form = form.model_copy(update={"number": target.number})
    ahead = await _read_ahead(context, visibility, found, form, now)
    async with unit_of_work(context.engine) as connection:
        return await _take_locked(connection, context, principal, found, form, ahead=ahead, now=now, request=request)


class _ReadAhead(NamedTuple):
    """The values that a step reads before its transaction.

    Attributes:
        versions: the version that the client read of each other ticket of a joint answer, by number.
        after_call_ms: of an escalation, from the end of its call, or -1.
    """

    versions: Mapping[str, int]
    after_call_ms: int


async def _read_ahead(
    context: ApiContext, visibility: Visibility, found: FiledTicket, form: StepForm, now: datetime
) -> _ReadAhead:
    versions = (
        await joint_answer.find_joint(context, visibility, form.joint) if isinstance(form, forms.SendForm) else {}
    )
    after_ms = await ms_after_call(context, found.call_id, now) if isinstance(form, forms.EscalateForm) else -1
    return _ReadAhead(versions, after_ms)


async def _take_locked(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    found: FiledTicket,
    form: StepForm,
    *,
    ahead: _ReadAhead,
    now: datetime,
    request: str,
) -> FiledTicket:
    """Take a step on the locked ticket, and on those that its answer is sent or taken back for."""
    campaign, actor, versions = context.campaign, actor_of(context.site, principal), ahead.versions
    if isinstance(form, forms.UndoSendForm):
        joint = await joint_answer.joint_of_last_sending(connection, campaign, found.number)
        versions = dict.fromkeys(joint, 0)
    locked = await joint_answer.lock_tickets(connection, campaign, {found.number, *versions})
    filed = locked.get(found.number) or found
    if request and await history_store.is_repeated(connection, campaign, filed.number, principal.user, request):
        return filed
    await _check_possible(connection, context, filed, form, actor)
    step = await _build_step(connection, context, filed, form, now)
    if isinstance(step, steps.Escalate):
        step = msgspec.structs.replace(step, after_call_ms=ahead.after_call_ms)
    await _check_step(connection, context, principal, filed, step, note=_note_text(form))
    after = await _apply(connection, context, principal, filed, step, text=_note_text(form), now=now, request=request)
    others = [locked[each] for each in versions if each in locked and each != filed.number]
    if isinstance(step, steps.Send):
        await joint_answer.check_joint(
            connection, context, after, others, versions=versions, actor=actor, today=day_of_receipt(now)
        )
    await _take_on_others(connection, context, principal, step, after, others=others, now=now)
    return after


async def _take_on_others(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    step: AnyStep,
    after: FiledTicket,
    *,
    others: Sequence[FiledTicket],
    now: datetime,
) -> None:
    """Send the answer of a ticket for the others that it answers, too, or take it back for them."""
    for other in others:
        if isinstance(step, steps.Send):
            await _send_jointly(connection, context, principal, after, other, now=now)
        elif isinstance(step, steps.UndoSend) and await joint_answer.was_sent_with(
            connection, context.campaign, other, after.number
        ):
            await _apply(connection, context, principal, other, step, text="", now=now)


async def _check_possible(
    connection: AsyncConnection, context: ApiContext, filed: FiledTicket, form: StepForm, actor: Actor
) -> None:
    if filed.version != form.version:
        raise TicketChanged(filed.version)
    refused = state_machine.refusal(filed.ticket, _STEP_BY_NAME[form.step], actor)
    raise_refusal(await assignment.name_owner(connection, context, refused))


async def _check_step(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    filed: FiledTicket,
    step: AnyStep,
    *,
    note: str,
) -> None:
    await check_files(connection, context, filed, step, note)
    if isinstance(step, steps.Accept):
        await require_opened(connection, context.campaign, filed, principal.user)


async def _send_jointly(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    filed: FiledTicket,
    other: FiledTicket,
    *,
    now: datetime,
) -> None:
    """Send the answer of a ticket for another ticket, too, in two steps of that ticket."""
    row = store.associated_data_of(context.campaign, filed)
    text = context.cipher.decrypt(filed.answer, field=store.ANSWER, row=row) if filed.answer else ""
    answer = steps.Answer(response=filed.response, attachments=(), joint_with=filed.number)
    answered = await _apply(connection, context, principal, other, answer, text=text, now=now)
    sent = steps.Send(undo_seconds=undo_seconds(context.site), joint_with=filed.number)
    await _apply(connection, context, principal, answered, sent, text="", now=now)


async def _find(engine: AsyncEngine, campaign: str, number: str, visibility: Visibility, form: StepForm) -> FiledTicket:
    """Find the ticket of a step; it must be readable in full, unless the step does not require reading it."""
    if form.step in STEPS_WITHOUT_READING:
        return (await find_followed_ticket(engine, campaign, number, visibility)).filed
    return await find_ticket(engine, campaign, number, visibility)


async def _apply(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    filed: FiledTicket,
    step: AnyStep,
    *,
    text: str,
    now: datetime,
    request: str = "",
) -> FiledTicket:
    """Store the ticket after a step with its entry and its facts, and send the notifications."""
    moved = state_machine.apply_step(filed.ticket, step, actor_of(context.site, principal), now)
    if isinstance(moved, Refusal):
        raise error_of(moved)
    after = _with_answer(context.cipher, context.campaign, filed.with_ticket(moved.ticket), step, text)
    if isinstance(step, steps.Reclassify):
        after = reclassification.with_topic(after, step)
    elif isinstance(step, steps.Tie | steps.Untie):
        after = await customer_link.with_customer(connection, context, after, step)
        texts = decrypt_texts(context.cipher, context.campaign, after)
        await store_words(connection, WordIndex(context.cipher, context.campaign), context.campaign, after, texts)
    elif isinstance(step, steps.Link | steps.Unlink):
        await store_link(connection, context.campaign, filed.number, step)
    await store.update_ticket(connection, context.campaign, filed, after)
    author = principal.author(at=now, site_version=after.site_version, call_id=after.call_id)
    await history_store.add_entry(
        connection, context.cipher, context.campaign, after, step, author=author, note=text, request=request
    )
    await append_facts(connection, context.campaign, moved.facts, author)
    await notify_users(connection, context.campaign, after, step, author)
    await _notify(connection, context, after, step, text, author=author)
    return after


def _with_answer(cipher: FieldCipher, campaign: str, filed: FiledTicket, step: AnyStep, text: str) -> FiledTicket:
    """Return the ticket with the latest wording of the answer, if the step brings one.

    Raises:
        AnswerUnfinished: it still has blanks of its template.
    """
    if not (isinstance(step, _ANSWER_STEPS) and text):
        return filed
    if blanks := find_unfilled(text):
        raise AnswerUnfinished(blanks)
    associated_data = store.associated_data_of(campaign, filed)
    return store.with_columns(filed, answer=cipher.encrypt(text, field=store.ANSWER, row=associated_data))


async def _notify(
    connection: AsyncConnection,
    context: ApiContext,
    filed: FiledTicket,
    step: AnyStep,
    text: str,
    *,
    author: Author,
) -> None:
    if isinstance(step, _HANDOVER_STEPS + _URGENT_STEPS):
        await notifier.notify_escalated(connection, context.cipher, context.site, filed, author)
    elif isinstance(step, steps.Send):
        associated_data = store.associated_data_of(context.campaign, filed)
        answer = context.cipher.decrypt(filed.answer, field=store.ANSWER, row=associated_data) if filed.answer else ""
        files = await read_enclosures(connection, context, filed)
        delay = timedelta(seconds=step.undo_seconds)
        await notifier.send_answer(connection, context, filed, answer, files, author=author, delay=delay)
    elif isinstance(step, steps.UndoSend):
        await take_back(connection, context, filed, author)
    elif isinstance(step, steps.Reclassify):
        await notifier.notify_reclassified(connection, context, filed, step, author)
    elif matter := _EVENTS.get(type(step)):
        await notifier.notify_petitioner(connection, context, filed, matter, text, author=author)


async def _build_step(
    connection: AsyncConnection, context: ApiContext, filed: FiledTicket, form: StepForm, now: datetime
) -> AnyStep:
    """Build the step that a form asks for, with the values given by matrix and law."""
    match form:
        case forms.EscalateForm() if filed.tier == 1:
            return steps.Escalate()
        case forms.EscalateForm(area=area):
            return await assignment.escalate_step(connection, context, filed, area, now)
        case forms.SendBackForm():
            return await assignment.send_back_step(connection, context, filed, now)
        case forms.AssignForm(owner=owner):
            if owner:
                await assignment.check_assignee(connection, context, filed, owner, now)
            return steps.Assign(owner=owner or "")
        case forms.ReclassifyForm(change_area=change_area):
            return await reclassification.reclassify_step(
                context, filed, reclassification.topic_of(form), change_area=change_area, now=now
            )
        case forms.TieForm(customer_id=customer_id):
            return await customer_link.tie_step(connection, context, filed, customer_id)
        case forms.UntieForm():
            return await customer_link.untie_step(connection, context.cipher, context.campaign, filed)
        case forms.NoteForm(mentions=users) if users:
            return await mentions.note_step(connection, context, filed, users, now)
    try:
        return _legal_term_step(context.site, filed, form, now) or _plain_step(context.site, form)
    except TermRefused as error:
        raise StepNotPossible(str(error), error.code) from error
    except NoRegimeInForce as error:
        raise StepNotPossible(str(error), error.code) from error


def _legal_term_step(site: Site, filed: FiledTicket, form: StepForm, now: datetime) -> AnyStep | None:
    """Build a step that changes the term; return None for other steps."""
    by, ticket = legal_term.term_policy(site), filed.ticket
    match form:
        case forms.ExtendForm(until=until, text=reasons):
            return legal_term.extend_step(by, ticket, until, reasons, now)
        case forms.AskCompletionForm():
            return legal_term.ask_completion_step(by, ticket, now)
        case forms.CompleteForm(completed_on=day):
            earlier = day is not None and day != day_of_receipt(now)
            completed_at = datetime.combine(day, time(0), COLOMBIA).astimezone(UTC) if day and earlier else now
            if completed_at > now:
                raise TermRefused("completed_in_future", "Lo que faltaba no pudo llegar después de hoy.")
            return legal_term.complete_step(by, ticket, completed_at)
        case forms.TransferForm():
            return legal_term.transfer_step(by, ticket)
        case forms.SetAuthorityTermForm(authority=authority, due_at=due_at):
            return legal_term.authority_term_step(authority, due_at)
        case forms.CloseForm(reason=reason):
            return legal_term.close_step(reason == "tacit")
    return None


def _plain_step(site: Site, form: StepForm) -> AnyStep:
    """Build a step that depends on neither law nor matrix."""
    match form:
        case forms.AnswerForm(response=response):
            return steps.Answer(response=_checked_response(site, response), attachments=_unique_ids(form.attachments))
        case forms.AcceptForm(response=response):
            return steps.Accept(response=_checked_response(site, response), attachments=_unique_ids(form.attachments))
        case forms.TypifyForm(response=response):
            return steps.Typify(response=_checked_response(site, response) or "")
        case forms.GiveBackForm():
            return steps.GiveBack(attachments=_unique_ids(form.attachments))
        case forms.SendForm(attachments=files, joint=joint):
            numbers = ",".join(sorted({str(parse_number(each.number)) for each in joint}))
            return steps.Send(attachments=_unique_ids(files), undo_seconds=undo_seconds(site), joint=numbers)
        case forms.LinkForm(number=other, kind=kind):
            return steps.Link(other=other, kind=kind)
        case forms.UnlinkForm(number=other):
            return steps.Unlink(other=_filing_number(other))
        case forms.PrioritizeForm(reason=reason):
            return steps.Prioritize(reason=reason)
        case forms.CheckMandateForm(result=result, until=until):
            return steps.CheckMandate(result=result, until=until)
    return _FIELDLESS_STEPS.get(type(form), steps.Note)()


_FIELDLESS_STEPS: Final[Mapping[type, Callable[[], AnyStep]]] = {
    forms.TakeForm: steps.Take,
    forms.UndoSendForm: steps.UndoSend,
    forms.ReopenForm: steps.Reopen,
    forms.DeprioritizeForm: steps.Deprioritize,
}


def _filing_number(text: str) -> str:
    try:
        return str(parse_number(text))
    except InvalidFilingNumber:
        raise NumberMisread from None


def _unique_ids(attachments: Sequence[str] | None) -> tuple[str, ...] | None:
    """Return ids of files in order, without duplicates; None if the form does not choose files."""
    return None if attachments is None else tuple(dict.fromkeys(attachments))


def _checked_response(site: Site, response: str | None) -> str | None:
    types = site.answers.types if site.answers else {}
    if response is not None and response not in types:
        raise ResponseUnknown(response)
    return response


def _note_text(form: StepForm) -> str:
    """Return the text of the form; a transfer's begins with the authority."""
    text = getattr(form, "text", None) or ""
    return f"{form.authority}: {text}" if isinstance(form, forms.TransferForm) else text
