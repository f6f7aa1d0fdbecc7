"""``/api/v1/calls``."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query

from agent_api.access.user_names import find_names
from agent_api.calls.schemas import Call, CallDetail, CallPage, CallQuery, TimelineEntry, call_fields
from agent_api.calls.store import CallFilter, find_calls
from agent_api.kit.deps import ContextDep
from agent_api.kit.errors import NotFound
from agent_api.kit.ids import CallId
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.recordings.service import recordings_of
from agent_api.timeline.person_names import actor_name, logins_of, with_names
from config.site.model import Site
from eventlog.facts import AnyFact, CallBackEnded, CallBackPostponed, CallBackQueued, Envelope, Fact

router = APIRouter(prefix="/api/v1/calls", tags=["llamadas"])
_MS = timedelta(milliseconds=1)
_CALL_BACK_QUEUE_FACTS = (CallBackQueued, CallBackPostponed, CallBackEnded)


@router.get("", summary="Llamadas recientes")
@requires("calls.read")
async def list_calls(context: ContextDep, query: Annotated[CallQuery, Query()]) -> CallPage:
    """Las últimas que ingresaron primero."""
    running = query.outcome == "in_progress"
    criteria = CallFilter(
        line=query.line,
        outcome=None if query.outcome == "in_progress" else query.outcome,
        in_progress=running,
        begins=query.begins,
        ends=query.ends,
        set_aside=query.set_aside,
        without_talk=query.without_talk or False,
    )
    records, more = await find_calls(
        context.engine, context.campaign, criteria, query.limit, parse_cursor(query.cursor)
    )
    return CallPage(
        calls=[Call.model_construct(**call_fields(record)) for record in records],  # our own rows need no validation
        next=more.encode() if more else None,
    )


@router.get("/{call_id}", responses=responses(404), summary="Una llamada con su historia")
@requires("calls.read")
async def tell_call(context: ContextDep, call_id: CallId) -> CallDetail:
    """La llamada y cada hecho suyo, en orden, con una frase que lo cuenta."""
    story = await context.journal.call_with_facts(call_id)
    if story is None:
        raise NotFound(f"No hay ninguna llamada «{call_id}».")
    record, envelopes = story
    site = await context.load_site_version(record.site_version)
    recordings = await recordings_of(context.engine, context.site, call_id, envelopes)
    return CallDetail(
        **call_fields(record),
        again_at=next_call_back_at(envelopes),
        timeline=build_timeline(
            envelopes,
            site,
            await find_names(context.engine, context.site, context.cipher, logins_of(envelopes)),
            context.handlers.sentence,
        ),
        recordings=recordings,
    )


def next_call_back_at(envelopes: list[Envelope]) -> datetime | None:
    """Return when a postponed call-back joins its queue again; None for any other call.

    `envelopes` are those of one call, in the order of the log.
    """
    last = next((each for each in reversed(envelopes) if isinstance(each.fact, _CALL_BACK_QUEUE_FACTS)), None)
    if last is None or not isinstance(last.fact, CallBackPostponed):
        return None
    return last.at + timedelta(milliseconds=last.fact.delay_ms)


def build_timeline(
    envelopes: list[Envelope], site: Site, people: Mapping[str, str], sentence: Callable[[AnyFact, Site, datetime], str]
) -> list[TimelineEntry]:
    """Build the timeline of a call, each fact with its sentence.

    Args:
        envelopes: in the order of the log.
        site: the version at the start of the call.
        people: names by login.
        sentence: writes the sentence of a fact.
    """
    return [
        TimelineEntry(
            id=envelope.id,
            at=envelope.at,
            after_ms=(envelope.at - envelopes[0].at) // _MS,
            actor=envelope.actor,
            actor_name=actor_name(envelope.actor, people),
            sentence=sentence(with_names(envelope.fact, people), site, envelope.at),
            fact=_fact_fields(envelope.fact),
        )
        for envelope in envelopes
    ]


def _fact_fields(fact: Fact) -> dict[str, Any]:
    """Return a fact's fields without the caller's mark, which links calls of one number (decision 51)."""
    fields: dict[str, Any] = msgspec.to_builtins(fact)
    fields.pop("caller_mark", None)
    return fields
