"""The story of the judged work for its reader: what happened in the call, or the petition and its answer.

Owns how a name is hidden while the reader may not know whose work it is. Facts of evaluations are no part of it.
"""

import re
from collections.abc import Mapping

import msgspec

from agent_api.access.principal import Principal
from agent_api.access.user_names import find_names
from agent_api.calls.domain.summary import CallSummary, summarize
from agent_api.calls.presenters import build_timeline
from agent_api.kit import labels
from agent_api.kit.context import ApiContext
from agent_api.quality.evaluations.evidence import Evidence
from agent_api.quality.evaluations.presenters import pseudonym_of
from agent_api.quality.evaluations.schemas import EvaluationStory, StoryEntry
from agent_api.quality.evaluations.store import EvaluationRow
from agent_api.recordings.service import recordings_of
from agent_api.timeline.person_names import logins_of
from config.site.model import Site
from eventlog.facts.quality.evaluation import EvaluationFact


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
        answer=[hide_names(each, hidden, pseudonym_of(row)) for each in evidence.answer],
        missing=evidence.sentence or None,
    )


async def _call_story(
    context: ApiContext, row: EvaluationRow, evidence: Evidence, names: Mapping[str, str]
) -> EvaluationStory:
    found = await context.journal.call_with_facts(row.item)
    assert found is not None  # a call is never deleted from the journal
    record, envelopes = found
    site = await context.load_site_version(record.site_version)
    told = [each for each in envelopes if not isinstance(each.fact, EvaluationFact)]
    people = await find_names(context.engine, context.site, context.cipher, logins_of(told))
    timeline = build_timeline(told, site, {**people, **names}, context.handlers.sentence)
    summary = summarize(told)
    return EvaluationStory(
        timeline=[StoryEntry(at=each.at, after_ms=each.after_ms, sentence=each.sentence) for each in timeline],
        recordings=await recordings_of(context.engine, context.site, row.item, envelopes),
        topic=_topic(site, summary),
        tickets=[each.number for each in summary.tickets],
        petition=None,
        answer=[],
        missing=evidence.sentence or None,
    )


def _topic(site: Site, summary: CallSummary) -> str | None:
    return labels.topic_label(site, *msgspec.structs.astuple(summary.topic)) if summary.topic else None


async def _real_names(context: ApiContext, row: EvaluationRow) -> Mapping[str, str]:
    return await find_names(context.engine, context.site, context.cipher, {row.advisor})


def hide_names(text: str, names: Mapping[str, str], pseudonym: str) -> str:
    """Return a text with a pseudonym in place of the names in full, in any case."""
    for name in filter(None, names.values()):
        text = re.sub(re.escape(name), pseudonym, text, flags=re.IGNORECASE)
    return text
