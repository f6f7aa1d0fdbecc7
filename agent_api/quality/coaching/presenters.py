"""Coaching as API responses."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from agent_api.quality.coaching.domain.overdue import overdue_of
from agent_api.quality.coaching.domain.state_machine import possible_acts
from agent_api.quality.coaching.schemas import CoachingDetail, CoachingStep, CoachingSummary, FollowUpOption
from agent_api.quality.coaching.store import CoachingRow, CoachingStepRow
from agent_api.quality.evaluations.presenters import format_score
from agent_api.quality.evaluations.store import EvaluationRow


class CoachingParts(msgspec.Struct, frozen=True, kw_only=True):
    """The content of the response about one coaching; ``score`` is that of its evaluation, exact."""

    row: CoachingRow
    name: str
    agenda: str
    commitment: str
    score: str | None
    steps: Sequence[CoachingStepRow]
    follow_ups: Sequence[EvaluationRow]


def present_summary(row: CoachingRow, names: Mapping[str, str], now: datetime) -> CoachingSummary:
    """Return a coaching for a list."""
    return CoachingSummary(
        id=row.id,
        evaluation=row.evaluation,
        round=row.round,
        cause=row.cause,
        advisor=row.advisor,
        advisor_name=names.get(row.advisor, row.advisor),
        state=row.state,
        leader_name=row.leader_name or None,
        starts_at=row.starts_at,
        due_on=row.due_on,
        overdue=overdue_of(row.state, row.starts_at, row.due_on, now),
        opened_at=row.opened_at,
    )


def present_detail(parts: CoachingParts, reader: str, now: datetime, *, leads: bool) -> CoachingDetail:
    """Return a coaching in full; ``leads`` says whether the reader may lead others."""
    row = parts.row
    acts = possible_acts(row.value, reader) if leads or reader == row.advisor else ()
    return CoachingDetail(
        **present_summary(row, {row.advisor: parts.name}, now).model_dump(),
        revision=row.revision,
        agenda=parts.agenda or None,
        commitment=parts.commitment or None,
        score=format_score(parts.score),
        follow_up=row.follow_up or None,
        fulfilled=row.fulfilled,
        follow_ups=[_present_option(each) for each in parts.follow_ups],
        replaces=row.replaces or None,
        history=[_present_step(each) for each in parts.steps],
        acts=list(acts),
    )


def _present_option(row: EvaluationRow) -> FollowUpOption:
    return FollowUpOption(
        id=row.id, score=format_score(row.score), worked_at=row.worked_at, evaluator_name=row.evaluator_name
    )


def _present_step(row: CoachingStepRow) -> CoachingStep:
    return CoachingStep(at=row.at, by_name=row.who_name, act=row.act, state=row.state, text=row.text or None)
