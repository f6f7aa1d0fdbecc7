"""The story of the judged work for its reader: what happened in the call, or the petition and what was sent for it.

Owns how a name is hidden while the reader may not know whose work it is. Facts of evaluations are no part of it.
"""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from agent_api.access.principal import Principal
from agent_api.access.user_names import find_names
from agent_api.calls.domain.summary import CallSummary, summarize
from agent_api.calls.presenters import build_timeline
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.mail.letter_service import list_letters_about
from agent_api.mail.sent_texts import list_texts_about
from agent_api.quality.evaluations.evidence import Evidence
from agent_api.quality.evaluations.presenters import pseudonym_of
from agent_api.quality.evaluations.schemas import EvaluationStory, PetitionerMessage, StoryEntry, StoryPart
from agent_api.quality.evaluations.store import EvaluationRow
from agent_api.recordings.service import recordings_of
from agent_api.tickets.domain.message_labels import describe_letter, describe_mail
from agent_api.tickets.queries.visibility import can_read_texts
from agent_api.timeline.person_names import logins_of
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.quality.evaluation import EvaluationFact
from storage.postgres.engine import read_connection

_ANSWER: Final = "ticket_answered"
_PARTS: Final[Mapping[StoryPart, tuple[type[AnyFact], ...]]] = {
    "lookup": (facts.LookupMade,),
    "identity": (facts.IdentityAsked, facts.IdentityVerified, facts.IdentityFailed, facts.IdentityRefused),
    "work": (facts.CallTypified, facts.TicketFiled),
}
"""Facts of each part of a call's story; all others are of the call itself."""


async def load_story(
    context: ApiContext, principal: Principal, row: EvaluationRow, evidence: Evidence, names: Mapping[str, str]
) -> EvaluationStory:
    """Load the story of an evaluation; ``names`` has the advisor's name as the reader may see it."""
    if row.channel == "phone":
        return await _call_story(context, row, evidence, names)
    hidden = {} if names.get(row.advisor) != pseudonym_of(row) else await _real_names(context, row)
    return EvaluationStory(
        timeline=[],
        recordings=[],
        topic=None,
        tickets=[row.item],
        petition=evidence.petition,
        messages=await _load_messages(context, row, hidden) if can_read_texts(principal) else [],
        answer=[hide_names(each, hidden, pseudonym_of(row)) for each in evidence.answer],
        missing=evidence.sentence or None,
    )


async def _load_messages(context: ApiContext, row: EvaluationRow, hidden: Mapping[str, str]) -> list[PetitionerMessage]:
    """Return what was sent to the petitioner, the oldest first; ``hidden`` are names to replace by the pseudonym."""
    cipher, campaign = context.cipher, context.campaign
    async with read_connection(context.engine) as connection:
        mails = await list_texts_about(connection, campaign, row.item, cipher=cipher)
        letters = await list_letters_about(connection, campaign, row.item, cipher=cipher)
    messages = [
        PetitionerMessage(
            id=each.id,
            at=each.posted_at,
            told=describe_mail(each.template, each.state, each.tries),
            to=each.to,
            subject=each.subject or None,
            text=hide_names(each.text, hidden, pseudonym_of(row)),
            is_answer=each.template == _ANSWER,
        )
        for each in mails
    ] + [
        PetitionerMessage(
            id=each.id,
            at=each.written_at,
            told=describe_letter(each),
            to=", ".join(each.to.lines()),
            subject=None,
            text=None,
            is_answer=each.template == _ANSWER,
        )
        for each in letters
    ]
    return sorted(messages, key=lambda each: (each.at, each.is_answer, each.id))


async def _call_story(
    context: ApiContext, row: EvaluationRow, evidence: Evidence, names: Mapping[str, str]
) -> EvaluationStory:
    found = await context.journal.call_with_facts(row.item)
    assert found is not None  # a call is never deleted from the journal
    record, envelopes = found
    site = await context.load_site_version(record.site_version)
    told = [each for each in envelopes if not isinstance(each.fact, EvaluationFact)]
    people = await find_names(context.engine, context.site, context.cipher, logins_of(told))
    timeline = build_timeline(told, site, {**people, **names}, context.handlers.sentence, pause_reasons=False)
    summary = summarize(told)
    return EvaluationStory(
        timeline=[
            StoryEntry(at=entry.at, after_ms=entry.after_ms, sentence=entry.sentence, part=_part_of(each.fact))
            for entry, each in zip(timeline, told, strict=True)
        ],
        recordings=await recordings_of(context.engine, context.site, row.item, envelopes),
        topic=_topic(site, summary),
        tickets=[each.number for each in summary.tickets],
        petition=None,
        messages=[],
        answer=[],
        missing=evidence.sentence or None,
    )


def _part_of(fact: AnyFact) -> StoryPart:
    return next((part for part, types in _PARTS.items() if isinstance(fact, types)), "call")


def _topic(site: Site, summary: CallSummary) -> str | None:
    return labels.topic_label(site, *msgspec.structs.astuple(summary.topic)) if summary.topic else None


async def _real_names(context: ApiContext, row: EvaluationRow) -> Mapping[str, str]:
    return await find_names(context.engine, context.site, context.cipher, {row.advisor})


def hide_names(text: str, names: Mapping[str, str], pseudonym: str) -> str:
    """Return a text with a pseudonym in place of the names in full, in any case."""
    for name in filter(None, names.values()):
        text = re.sub(re.escape(name), pseudonym, text, flags=re.IGNORECASE)
    return text
