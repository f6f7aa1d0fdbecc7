"""Sessions as API responses."""

from collections.abc import Mapping, Sequence

import msgspec

from agent_api.quality.calibrations.domain.minutes import Minutes
from agent_api.quality.calibrations.domain.state_machine import possible_calibration_acts
from agent_api.quality.calibrations.progress import SessionProgress
from agent_api.quality.calibrations.schemas import (
    CalibrationDetail,
    CalibrationItem,
    CalibrationPerson,
    CalibrationResults,
    CalibrationStep,
    CalibrationSummary,
    MinutesContent,
    MinutesDecision,
    SignedMinutesDetail,
    WantedChange,
)
from agent_api.quality.calibrations.store import CalibrationStepRow, ChangeRow, SignedMinutes
from agent_api.quality.evaluations.presenters import present_form
from config.site.quality.forms import QualityForm
from config.site.quality.vocabulary import Family


class SessionParts(msgspec.Struct, frozen=True, kw_only=True):
    """The content of the response about one session; ``organizes``: whether the reader may act on it."""

    progress: SessionProgress
    title: str
    form: QualityForm
    families: Mapping[Family, str]
    results: CalibrationResults | None
    minutes: Minutes
    signed_minutes: Sequence[SignedMinutes]
    changes: Sequence[ChangeRow]
    steps: Sequence[CalibrationStepRow]
    organizes: bool


def present_session_summary(progress: SessionProgress, title: str, changes: Sequence[ChangeRow]) -> CalibrationSummary:
    """Return a session in a list."""
    row = progress.row
    return CalibrationSummary(
        id=row.id,
        title=title,
        channel=row.channel,
        held_on=row.held_on,
        state=row.state,
        planned_at=row.planned_at,
        planned_by_name=row.planned_by_name,
        opened_at=row.opened_at,
        items=len(progress.items),
        evaluators=sum(each.part == "evaluator" for each in progress.people),
        pending=progress.pending if row.state == "evaluating" else 0,
        pending_changes=sum(each.tied_at is None for each in changes),
    )


def present_session(parts: SessionParts, reader: str) -> CalibrationDetail:
    """Return a session in full, as a reader sees it."""
    progress, row = parts.progress, parts.progress.row
    names = {each.criterion: each.name for each in parts.form.criteria}
    return CalibrationDetail(
        **present_session_summary(progress, parts.title, parts.changes).model_dump(),
        tolerance=row.tolerance,
        site_version=row.site_version,
        form=present_form(parts.form, parts.families),
        people=_present_people(progress),
        session_items=_present_items(progress, reader),
        takes_part=next((each.part for each in progress.people if each.user == reader), None),
        acts=list(possible_calibration_acts(progress.value)) if parts.organizes else [],
        results=parts.results,
        minutes=present_minutes(parts.minutes),
        revision=row.revision,
        signed_minutes=[_present_signed(each) for each in parts.signed_minutes],
        changes=[_present_change(each, names) for each in parts.changes],
        history=[_present_step(each) for each in parts.steps],
    )


def present_minutes(minutes: Minutes) -> MinutesContent:
    """Return the content of minutes."""
    return MinutesContent(
        agreements=minutes.agreements,
        decisions=[
            MinutesDecision(criterion=each.criterion, text=each.text, changes=each.changes)
            for each in minutes.decisions
        ],
        attendees=list(minutes.attendees),
    )


def _present_people(progress: SessionProgress) -> list[CalibrationPerson]:
    return [
        CalibrationPerson(
            user=each.user,
            name=each.name,
            part=each.part,
            signed=progress.signed(each.user),
            absent=each.absent,
        )
        for each in progress.people
    ]


def _present_items(progress: SessionProgress, reader: str) -> list[CalibrationItem]:
    own = {each.item: each for each in progress.evaluations if each.evaluator == reader}
    return [
        CalibrationItem(
            item=each.item,
            week=each.week or None,
            own_evaluation=own[each.item].id if each.item in own else None,
            own_signed=each.item in own and own[each.item].round > 0,
        )
        for each in progress.items
    ]


def _present_signed(signed: SignedMinutes) -> SignedMinutesDetail:
    return SignedMinutesDetail(
        version=signed.version,
        signed_at=signed.signed_at,
        signed_by_name=signed.signed_by_name,
        content=present_minutes(signed.content),
        reason=signed.reason or None,
        digest=signed.digest,
    )


def _present_change(change: ChangeRow, names: Mapping[str, str]) -> WantedChange:
    return WantedChange(
        criterion=change.criterion,
        name=names.get(change.criterion, change.criterion),
        tied_at=change.tied_at,
        form=change.form,
        form_label=change.form_label,
        site_version=change.site_version,
    )


def _present_step(step: CalibrationStepRow) -> CalibrationStep:
    return CalibrationStep(
        at=step.at, by=step.who, by_name=step.who_name, act=step.act, state=step.state, text=step.text or None
    )
