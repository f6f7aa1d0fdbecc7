"""Visits as API responses."""

from collections import Counter
from typing import Any

from agent_api.quality.visits.schemas import (
    VisitAttendee,
    VisitDetail,
    VisitFormDetail,
    VisitQuestionDetail,
    VisitSectionDetail,
    VisitSummary,
)
from agent_api.quality.visits.store import VisitRow
from config.site.quality.visits import VisitForm


def present_visit_summary(row: VisitRow, findings: int) -> VisitSummary:
    """Return a visit as a list shows it."""
    return VisitSummary.model_validate(_summary_fields(row, findings))


def present_visit(row: VisitRow, form: VisitForm, *, findings: int, may_act: bool) -> VisitDetail:
    """Return a visit in full; ``may_act`` says whether the reader may save, sign and discard it."""
    return VisitDetail(
        **_summary_fields(row, findings),
        revision=row.revision,
        updated_at=row.updated_at,
        form=_present_visit_form(form),
        attendees=[VisitAttendee(name=each.name, position=each.position) for each in row.texts.attendees],
        answers=row.answers,
        notes=row.texts.notes,
        observations=row.texts.observations,
        digest=row.digest,
        discard_reason=row.texts.discard_reason or None,
        acts=["save", "sign", "discard"] if may_act else [],
    )


def _summary_fields(row: VisitRow, findings: int) -> dict[str, Any]:
    counts = Counter(row.answers.values())
    return {
        "id": row.id,
        "mode": row.mode,
        "visited_on": row.visited_on,
        "place": row.texts.place,
        "line": row.line or None,
        "channel": row.channel or None,
        "state": row.state,
        "visitor": row.visitor,
        "visitor_name": row.visitor_name,
        "begun_at": row.begun_at,
        "signed_at": row.signed_at,
        "yes": counts["yes"],
        "no": counts["no"],
        "not_applicable": counts["not_applicable"],
        "findings": findings,
    }


def _present_visit_form(form: VisitForm) -> VisitFormDetail:
    return VisitFormDetail(
        id=form.id,
        name=form.name,
        version=form.version,
        version_label=form.version_label,
        notice=form.notice or None,
        sections=[
            VisitSectionDetail(
                id=section.section,
                name=section.name,
                questions=[
                    VisitQuestionDetail(
                        id=each.question, name=each.name, help=each.help, not_applicable=each.not_applicable
                    )
                    for each in section.questions
                ],
            )
            for section in form.sections
        ],
    )
