"""Novelties of large clients as API responses."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

import msgspec

from agent_api.access.principal import Principal
from agent_api.large_clients.novelties import store
from agent_api.large_clients.novelties.domain.deadline import is_late, owed_replies
from agent_api.large_clients.novelties.domain.state_machine import REPLIES, NoveltyDelivery, list_possible
from agent_api.large_clients.novelties.schemas import (
    DeliveryStatus,
    NoveltyDetail,
    NoveltyHistoryStep,
    NoveltyReminder,
    NoveltySummary,
    PossibleStep,
)
from agent_api.large_clients.novelties.store import NoveltyStepRow, SentReminder, StoredNovelty
from config.site.model import Site
from eventlog.facts.large_client import NoveltyAct, Recipient
from storage.encryption.field_cipher import FieldCipher


class NoveltyParts(msgspec.Struct, frozen=True, kw_only=True):
    """The content of the response about one novelty; ``names`` are those of clients by id."""

    stored: StoredNovelty
    names: Mapping[str, str]
    steps: Sequence[NoveltyStepRow]
    reminders: Sequence[SentReminder]


def channel_name(site: Site, channel: str) -> str:
    """Return the name of a channel, or its id if the site no longer has it."""
    return site.large_clients.channels.get(channel, channel)


def present_novelty(stored: StoredNovelty, site: Site, names: Mapping[str, str], today: date) -> NoveltySummary:
    """Return a novelty as a list shows it."""
    row = stored.row
    return NoveltySummary(
        id=row.id,
        client=row.client,
        client_name=names.get(row.client, row.client),
        channel=row.channel,
        channel_name=channel_name(site, row.channel),
        source=row.source,
        kind=row.kind,
        state=row.state,
        found_on=row.found_on,
        registered_at=row.registered_at,
        registered_by=row.registered_by,
        registered_by_name=row.registered_by_name,
        closed_on=row.closed_on,
        deliveries=[_present_delivery(each, site, row.closed_on or today) for each in stored.value.deliveries],
        owed=len(owed_replies(stored.value, today)),
        revision=row.revision,
    )


def present_novelty_detail(
    parts: NoveltyParts, site: Site, cipher: FieldCipher, reader: Principal, today: date
) -> NoveltyDetail:
    """Return a novelty in full."""
    row = parts.stored.row
    return NoveltyDetail(
        **present_novelty(parts.stored, site, parts.names, today).model_dump(),
        description=store.decrypt_description(cipher, site.campaign, row),
        call=row.call or None,
        ticket=row.ticket or None,
        history=[_present_step(each, site) for each in parts.steps],
        reminders=[NoveltyReminder(**each._asdict()) for each in parts.reminders],
        steps=[
            PossibleStep(act=act, recipient=recipient or None, recipient_name=_recipient_name(site, recipient))
            for act, recipient in list_possible(parts.stored.value)
            if may_take(reader, act, recipient)
        ],
    )


def may_take(reader: Principal, act: NoveltyAct, recipient: str) -> bool:
    """Return whether a person may take an act: the interventoría confirms its own receipt and answer alone."""
    if reader.has_permission("client_novelty.write"):
        return True
    return reader.has_permission("client_novelty.confirm") and act in REPLIES and recipient == "interventoria"


def _present_delivery(delivery: NoveltyDelivery, site: Site, today: date) -> DeliveryStatus:
    return DeliveryStatus(
        recipient=delivery.recipient,
        recipient_name=site.large_clients.recipient(delivery.recipient).name,
        sent_on=delivery.sent_on,
        receipt_due_on=delivery.receipt_due_on,
        received_on=delivery.received_on,
        receipt_late=is_late(delivery, "receipt", today),
        answer_due_on=delivery.answer_due_on,
        answered_on=delivery.answered_on,
        answer_late=is_late(delivery, "answer", today),
    )


def _present_step(step: NoveltyStepRow, site: Site) -> NoveltyHistoryStep:
    return NoveltyHistoryStep.model_validate(
        {
            "at": step.at,
            "by": step.who,
            "by_name": step.who_name,
            "act": step.act,
            "recipient": step.recipient or None,
            "recipient_name": _recipient_name(site, step.recipient),
            "on": step.acted_on,
            "state": step.state,
            "text": step.text or None,
        }
    )


def _recipient_name(site: Site, recipient: str) -> str | None:
    return site.large_clients.recipient(cast(Recipient, recipient)).name if recipient else None
