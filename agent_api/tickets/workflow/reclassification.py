"""Correcting the topic of a ticket after the filing; by law, its term can change too.

Owns the content of this step, its preview, and its sentence in the history. Whether it is allowed is
`agent_api.tickets.domain.state_machine`'s; `agent_api.tickets.domain.legal_term` counts the last day from the receipt,
as at the filing.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.tickets.domain import legal_term, state_machine
from agent_api.tickets.domain.steps import ContactChannel, Reclassify
from agent_api.tickets.domain.ticket import Refusal
from agent_api.tickets.history_store import StepEntry
from agent_api.tickets.notifications.contact_channel import contact_channel_of
from agent_api.tickets.notifications.notifier import describe_topics
from agent_api.tickets.problems import StepNotPossible, error_of, raise_refusal
from agent_api.tickets.queries.visibility import actor_of, find_ticket, visibility_of
from agent_api.tickets.schemas import Reclassification, TopicQuery
from agent_api.tickets.sentences import area_name
from agent_api.tickets.step_schemas import ReclassifyForm
from agent_api.tickets.store import FiledTicket, with_columns
from agent_api.tickets.workflow.assignment import area_by_matrix, default_area, name_owner
from agent_api.typology.validation import site_for_topic
from config.law.labels import KIND_LABELS
from config.law.regimes import NoRegimeInForce
from config.law.terms import day_of_receipt, traffic_light
from config.site.model import Site
from config.site.tickets.typology import Topic, find_topic
from config.spanish_dates import spoken_date
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection


def topic_of(form: ReclassifyForm | TopicQuery) -> Topic:
    """Return the topic that a form or query chooses."""
    return Topic(form.kind, form.theme, form.subtheme or "")


async def reclassify_step(
    context: ApiContext, filed: FiledTicket, topic: Topic, *, change_area: bool, now: datetime
) -> Reclassify:
    """Build the step that gives a ticket another topic.

    With ``change_area`` the ticket goes to the default area of the new topic. The topic must be in force at ``now``;
    the term is counted from the receipt.

    Raises:
        TypologyUnknown, TypologyIncomplete, TypologyRetired: see `agent_api.typology.validation.site_for_topic`.
        StepNotPossible: it already has that topic, or the law of its receipt has no such term.
    """
    if topic == Topic(filed.kind, filed.theme, filed.subtheme):
        raise StepNotPossible("El ticket ya tiene esa tipología: elija otra.")
    site = await site_for_topic(
        context.site, "", topic, load_site_version=context.load_site_version, today=day_of_receipt(now)
    )
    leaf = find_topic(site.typology, topic)
    kind = leaf.legal_kind if leaf else "general"
    try:
        due_on, basis = legal_term.deadline_of_kind(legal_term.term_policy(context.site), filed.ticket, kind)
    except NoRegimeInForce as error:
        raise StepNotPossible(str(error), error.code) from error
    return Reclassify(
        kind=topic.kind,
        theme=topic.theme,
        subtheme=topic.subtheme,
        site_version=site.version,
        legal_kind=kind,
        due_on=due_on,
        basis=basis,
        area="" if change_area else _area_to_keep(context.site, filed, topic, now),
        was_kind=filed.kind,
        was_theme=filed.theme,
        was_subtheme=filed.subtheme,
        was_site_version=filed.site_version,
        was_legal_kind=filed.legal_kind,
        was_due_on=filed.ticket.due_on,
        told_by=_channel_of_notice(context.cipher, context.site, filed, due_on),
    )


def _area_to_keep(site: Site, filed: FiledTicket, topic: Topic, now: datetime) -> str:
    """Return the present default area; empty if the matrix gives the same for the new topic."""
    current_area = default_area(site, filed, now)
    return "" if current_area == area_by_matrix(site, topic, now) else current_area


def _channel_of_notice(cipher: FieldCipher, site: Site, filed: FiledTicket, due_on: date) -> ContactChannel:
    """Return the channel by which the petitioner is notified of another last day; empty if it does not change."""
    return "" if due_on == filed.ticket.due_on else contact_channel_of(cipher, site, filed)


def with_topic(filed: FiledTicket, step: Reclassify) -> FiledTicket:
    """Return the ticket with the topic of the step."""
    topic = {"kind": step.kind, "theme": step.theme, "subtheme": step.subtheme}
    return with_columns(filed, **topic, site_version=step.site_version, default_area=step.area)


async def preview_reclassification(
    context: ApiContext, principal: Principal, number: str, topic: Topic, now: datetime
) -> Reclassification:
    """Return the effect of a correction, without taking the step.

    Raises:
        NumberMisread, NotFound, IdentityRequired: see `agent_api.tickets.queries.visibility.find_ticket`.
        StepNotPossible, NotYours: the step could not be taken.
        TypologyUnknown, TypologyIncomplete, TypologyRetired: see `reclassify_step`.
    """
    filed = await find_ticket(context.engine, context.campaign, number, await visibility_of(context, principal))
    person = actor_of(context.site, principal)
    if refused := state_machine.refusal(filed.ticket, Reclassify, person):
        async with read_connection(context.engine) as connection:
            raise_refusal(await name_owner(connection, context, refused))
    step = await reclassify_step(context, filed, topic, change_area=False, now=now)
    moved = state_machine.apply_step(filed.ticket, step, person, now)
    if isinstance(moved, Refusal):
        raise error_of(moved)
    return _present(context.site, filed, step, now)


def _present(site: Site, filed: FiledTicket, step: Reclassify, now: datetime) -> Reclassification:
    light = traffic_light(step.due_on, day_of_receipt(now), legal_term.term_policy(site).rules)
    current_area = default_area(site, filed, now)
    own = area_by_matrix(site, Topic(step.kind, step.theme, step.subtheme), now)
    return Reclassification(
        version=filed.version,
        legal_kind=step.legal_kind,
        legal_kind_name=KIND_LABELS[step.legal_kind],
        due_on=step.due_on,
        due_before=filed.ticket.due_on,
        told_by=step.told_by or None,
        basis=step.basis,
        passed=light.is_breached,
        days_left=light.days_left,
        days_late=light.days_late,
        area=current_area or None,
        area_name=area_name(site, current_area) or None,
        new_area=own or None,
        new_area_name=area_name(site, own) or None,
    )


async def describe_correction(load_site_version: Callable[[str], Awaitable[Site]], entry: StepEntry) -> str | None:
    """Describe in a sentence what a correction changed; return None for other steps."""
    step = entry.step
    if not isinstance(step, Reclassify):
        return None
    was, became = await describe_topics(load_site_version, step)
    if step.due_on == step.was_due_on:
        return f"De «{was}» a «{became}»; sigue venciendo el {spoken_date(step.due_on)}."
    days = f"vencía el {spoken_date(step.was_due_on)} y ahora vence el {spoken_date(step.due_on)}"
    return f"De «{was}» a «{became}»; {days}."
