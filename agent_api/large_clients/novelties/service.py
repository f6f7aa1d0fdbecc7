"""Register novelties of large clients, and act on them: send, confirm, answer, note, close, reopen, annul.

Each act is one transaction with its fact, its history, its mails and its notifications. An act on an old revision
changes nothing and returns the novelty as it is.
"""

from datetime import date

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.permissions import roles_with_permission
from agent_api.access.principal import Forbidden, Principal
from agent_api.access.users import users_with_roles
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.errors import ApiError
from agent_api.kit.facts import append_facts
from agent_api.large_clients.novelties import store
from agent_api.large_clients.novelties.correspondence import post_novelty
from agent_api.large_clients.novelties.domain.deadline import is_late_step, last_day
from agent_api.large_clients.novelties.domain.state_machine import (
    TEXT_NEEDED,
    NoveltyRefusal,
    NoveltyStep,
    take_step,
)
from agent_api.large_clients.novelties.lists import read_novelty, require_visible
from agent_api.large_clients.novelties.presenters import may_take
from agent_api.large_clients.novelties.problems import (
    NoveltyChanged,
    NoveltyInvalid,
    NoveltyKeyReused,
    NoveltyStepRefused,
)
from agent_api.large_clients.novelties.schemas import NewNovelty, NoveltyConfirmationForm, NoveltyStepForm
from agent_api.large_clients.novelties.store import NoveltyRow, StoredNovelty
from agent_api.large_clients.register.queries import list_active_names
from agent_api.notifications.service import NotificationCause, notify
from agent_api.tickets.queries.visibility import find_ticket, visibility_of
from config.timezone import COLOMBIA
from eventlog.facts import ClientNoveltyRegistered, ClientNoveltyStepTaken
from storage.postgres.engine import unit_of_work

Fault = tuple[str, str]


async def register_novelty(context: ApiContext, principal: Principal, form: NewNovelty, key: str) -> tuple[str, bool]:
    """Store a novelty, once for each idempotency key; return its number and whether it is new.

    Raises:
        NoveltyInvalid: a field does not fit the site, or names what does not exist.
        NoveltyKeyReused: the key was used with another form.
    """
    request = context.cipher.blind_index(form.model_dump_json(), field=store.REQUEST)
    faults = await _evidence_faults(context, principal, form)
    async with unit_of_work(context.engine) as connection:
        id_ = await store.next_id(connection, context.campaign, context.now().astimezone(COLOMBIA).year)
        earlier = await store.find_by_key(connection, context.campaign, principal.user, key)
        if earlier is not None:
            if earlier.row.request != request:
                raise NoveltyKeyReused
            return earlier.row.id, False
        faults += await _faults_of(connection, context, form)
        if faults:
            raise NoveltyInvalid(faults)
        row = _new_row(context, principal, form, id_, key=key, request=request)
        author = _author(context, principal, row)
        await store.add(connection, context.campaign, row)
        await store.add_step(
            connection, context.cipher, context.campaign, id_, "record", author=author, state=row.state, on=row.found_on
        )
        fact = ClientNoveltyRegistered(
            novelty=id_, client=row.client, channel=row.channel, source=row.source, kind=row.kind
        )
        await append_facts(connection, context.campaign, [fact], author)
    return id_, True


async def act_on_novelty(context: ApiContext, principal: Principal, id_: str, form: NoveltyStepForm) -> None:
    """Take an act on a novelty.

    Raises:
        NoveltyUnknown: there is none that the user may see.
        NoveltyInvalid: the act needs a text.
        NoveltyStepRefused: the state machine refuses it.
        NoveltyChanged: another person acted since it was read.
    """
    on = form.on or local_date(context.now())
    step = NoveltyStep(act=form.act, on=on, recipient=form.recipient or "")
    await _act(context, principal, id_, step, revision=form.revision, text=form.text)


async def confirm_novelty(context: ApiContext, principal: Principal, id_: str, form: NoveltyConfirmationForm) -> None:
    """Confirm the receipt or write the answer of the interventoría; raises as `act_on_novelty`."""
    step = NoveltyStep(act=form.act, on=local_date(context.now()), recipient="interventoria")
    await _act(context, principal, id_, step, revision=form.revision, text=form.text)


async def _act(
    context: ApiContext, principal: Principal, id_: str, step: NoveltyStep, *, revision: int, text: str
) -> None:
    if not may_take(principal, step.act, step.recipient):
        raise Forbidden
    if step.act in TEXT_NEEDED and not text:
        raise NoveltyInvalid([("text", "Escriba la respuesta, el seguimiento o el motivo.")])
    step = _with_last_days(context, step)
    async with unit_of_work(context.engine) as connection:
        found = await store.find(connection, context.campaign, id_, lock=True)
        stored = require_visible(principal, found)
        if stored.row.revision == revision:
            await _take(connection, context, principal, stored, step=step, text=text)
            return
    newer = await read_novelty(context, principal, id_)
    raise NoveltyChanged(newer.model_dump(mode="json"))


async def _take(
    connection: AsyncConnection,
    context: ApiContext,
    principal: Principal,
    stored: StoredNovelty,
    *,
    step: NoveltyStep,
    text: str,
) -> None:
    now, id_ = context.now(), stored.row.id
    value = take_step(stored.value, step, local_date(now))
    if isinstance(value, NoveltyRefusal):
        raise NoveltyStepRefused(value)
    author = _author(context, principal, stored.row)
    await store.put_value(connection, context.campaign, stored, value, now)
    await store.add_step(
        connection,
        context.cipher,
        context.campaign,
        id_,
        step.act,
        author=author,
        state=value.state,
        on=step.on,
        recipient=step.recipient,
        text=text,
    )
    fact = ClientNoveltyStepTaken(
        novelty=id_,
        act=step.act,
        recipient=step.recipient,
        state=value.state,
        on=step.on.isoformat(),
        late=is_late_step(value, step),
    )
    await append_facts(connection, context.campaign, [fact], author)
    if step.act == "send":
        await post_novelty(connection, context, stored.row, step, principal.actor)
    await _notify(connection, context, principal, stored.row, step)


def _with_last_days(context: ApiContext, step: NoveltyStep) -> NoveltyStep:
    """Return a sending with the last days that the site gives its recipient; another act unchanged."""
    if step.act != "send" or not step.recipient:
        return step
    rules, terms = context.site.large_clients.recipient(step.recipient), context.site.terms
    return msgspec.structs.replace(
        step,
        receipt_due_on=last_day(step.on, rules.receipt_days, terms),
        answer_due_on=last_day(step.on, rules.answer_days, terms),
    )


async def _faults_of(connection: AsyncConnection, context: ApiContext, form: NewNovelty) -> list[Fault]:
    faults: list[Fault] = []
    if form.channel not in context.site.large_clients.channels:
        faults.append(("channel", "El sitio no tiene ese canal."))
    if form.client not in await list_active_names(connection, context.campaign):
        faults.append(("client", "No hay ningún gran cliente activo con ese identificador."))
    if form.found_on is not None and form.found_on > local_date(context.now()):
        faults.append(("found_on", "Ese día no ha llegado."))
    return faults


async def _evidence_faults(context: ApiContext, principal: Principal, form: NewNovelty) -> list[Fault]:
    faults: list[Fault] = []
    if form.call and await context.journal.call(form.call) is None:
        faults.append(("call", "No hay ninguna llamada con ese id."))
    if form.ticket:
        try:
            visibility = await visibility_of(context, principal)
            await find_ticket(context.engine, context.campaign, form.ticket, visibility)
        except ApiError:
            faults.append(("ticket", "No hay ningún radicado con ese número que usted pueda ver."))
    return faults


def _new_row(
    context: ApiContext, principal: Principal, form: NewNovelty, id_: str, *, key: str, request: str
) -> NoveltyRow:
    now = context.now()
    found_on: date = form.found_on or local_date(now)
    return NoveltyRow(
        id=id_,
        client=form.client,
        channel=form.channel,
        source=form.source,
        kind=form.kind,
        call=form.call or "",
        ticket=form.ticket or "",
        found_on=found_on,
        registered_at=now,
        registered_by=principal.user,
        registered_by_name=principal.name,
        site_version=context.site.version,
        idempotency_key=key,
        request=request,
        updated_at=now,
        description=store.encrypt_description(context.cipher, context.campaign, id_, form.description),
    )


def _author(context: ApiContext, principal: Principal, row: NoveltyRow) -> Author:
    """Return the author of a fact; a fact about a call joins the call's timeline."""
    return principal.author(at=context.now(), site_version=context.site.version, call_id=row.call)


async def _notify(
    connection: AsyncConnection, context: ApiContext, principal: Principal, row: NoveltyRow, step: NoveltyStep
) -> None:
    """Notify the interventoría of what was sent to it, and who registered a novelty of its replies."""
    now = context.now()
    event = f"{step.act} {step.recipient} {step.on.isoformat()}"
    if step.act == "send" and step.recipient == "interventoria":
        roles = roles_with_permission("client_novelty.confirm")
        people = await users_with_roles(connection, context.campaign, roles, local_date(now))
        cause = NotificationCause(kind="novelty_sent", number=row.id, event=event, by_user=principal.user)
        await notify(connection, context.campaign, cause, people, now)
    elif step.act in ("receive", "answer"):
        cause = NotificationCause(kind="novelty_replied", number=row.id, event=event, by_user=principal.user)
        await notify(connection, context.campaign, cause, [row.registered_by], now)
