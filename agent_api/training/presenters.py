"""Training as API responses."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from agent_api.tickets.attachments.domain.file_type import MEDIA_TYPES
from agent_api.training.domain.participation import MarkedAttempt, next_attempt
from agent_api.training.domain.validity import CourseStanding, QueueGate
from agent_api.training.materials.file_store import MaterialFile
from agent_api.training.proposals.store import ProposalRow, decrypt_reason
from agent_api.training.schemas import (
    OwnMaterial,
    TrainingCourse,
    TrainingFile,
    TrainingGate,
    TrainingMaterial,
    TrainingParticipant,
    TrainingProposal,
    TrainingSessionSummary,
    TrainingStanding,
)
from agent_api.training.session_store import ParticipantRow, SessionRow, decrypt_trainer
from agent_api.training.topic_store import CourseRow, MaterialRow
from config.site.model import Site
from storage.encryption.field_cipher import FieldCipher

MaterialFiles = Mapping[tuple[str, int], MaterialFile]
"""Files of material by course and version."""


def present_course(
    row: CourseRow, materials: Sequence[MaterialRow], files: MaterialFiles, names: Mapping[str, str]
) -> TrainingCourse:
    """Return a course with its materials."""
    return TrainingCourse(
        id=row.id,
        title=row.title,
        pass_mark=row.pass_mark,
        attempts=row.attempts,
        validity_months=row.validity_months,
        required_queues=list(row.required_queues),
        required_roles=list(row.required_roles),
        required_from=row.required_from,
        retired=row.retired,
        revision=row.revision,
        materials=[
            TrainingMaterial(
                version=each.version,
                title=each.title,
                address=each.address,
                dated_on=each.dated_on,
                minutes=each.minutes,
                file=present_file(files.get((each.course, each.version))),
                added_by_name=names.get(each.who, each.who),
            )
            for each in materials
        ],
    )


def present_file(file: MaterialFile | None) -> TrainingFile | None:
    """Return the file of a version of material; None if it has none."""
    return None if file is None else TrainingFile(name=file.name, media_type=MEDIA_TYPES[file.kind], size=file.size)


def present_own_material(row: MaterialRow, files: MaterialFiles) -> OwnMaterial:
    """Return a version of material as an advisor sees it."""
    return OwnMaterial(
        course=row.course,
        version=row.version,
        title=row.title,
        address=row.address,
        minutes=row.minutes,
        file=present_file(files.get((row.course, row.version))),
    )


def present_session(
    row: SessionRow, title: str, counts: Mapping[str, int], site: Site, cipher: FieldCipher
) -> TrainingSessionSummary:
    """Return a session as the schedule shows it; ``counts`` are its participants by attendance."""
    line = site.lines.get(row.line)
    return TrainingSessionSummary.model_validate(
        {
            "id": row.id,
            "course": row.course,
            "title": title,
            "version": row.version,
            "line": row.line or None,
            "line_name": (line.name if line else row.line) or None,
            "channel": row.channel,
            "trainer": decrypt_trainer(cipher, site.campaign, row),
            "place": row.place,
            "starts_at": row.starts_at,
            "minutes": row.minutes,
            "state": row.state,
            "planned": sum(counts.values()),
            "attended": counts.get("attended", 0),
            "absent": counts.get("absent", 0),
            "revision": row.revision,
        }
    )


def present_participant(
    row: ParticipantRow, site: Site, names: Mapping[str, str], others: Sequence[MarkedAttempt]
) -> TrainingParticipant:
    """Return a participant; ``others`` are their other marks in the course."""
    return TrainingParticipant(
        advisor=row.advisor,
        name=names.get(row.advisor, row.advisor),
        attendance=row.attendance,
        reason=row.reason or None,
        reason_name=site.training.absence_reasons.get(row.reason, row.reason) or None,
        mark=None if row.mark is None else format_mark(row.mark),
        attempt=row.attempt,
        passed=row.passed,
        valid_until=row.valid_until,
        acknowledged_at=row.acknowledged_at,
        next_attempt=row.attempt or next_attempt(others),
    )


def present_proposal(
    row: ProposalRow, titles: Mapping[str, str], names: Mapping[str, str], site: Site, cipher: FieldCipher
) -> TrainingProposal:
    """Return a proposal; ``titles`` are of courses, ``names`` of people."""
    queue = site.queues.get(row.queue)
    return TrainingProposal(
        id=row.id,
        course=row.course,
        title=titles.get(row.course, row.course),
        source=row.source,
        reference=row.reference or None,
        advisor=row.advisor or None,
        advisor_name=names.get(row.advisor, row.advisor) or None,
        queue=row.queue or None,
        queue_name=(queue.name if queue else row.queue) or None,
        state=row.state,
        proposed_at=row.proposed_at,
        proposed_by_name=names.get(row.proposed_by, row.proposed_by),
        decided_at=row.decided_at,
        decided_by_name=names.get(row.decided_by, row.decided_by) or None,
        session=row.session or None,
        reason=decrypt_reason(cipher, site.campaign, row),
    )


def present_standing(standing: CourseStanding, today: date) -> TrainingStanding:
    """Return the standing of a person in a course."""
    last = standing.last
    return TrainingStanding(
        course=standing.course.id,
        title=standing.course.title,
        state=standing.state,
        required=standing.required,
        valid_until=standing.valid_until,
        expiring=standing.is_expiring(today),
        attempts_used=last.attempt if last is not None and not last.passed else 0,
        attempts=standing.course.attempts,
    )


def present_gates(gates: Iterable[QueueGate], site: Site) -> list[TrainingGate]:
    """Return the queues that a person is kept from."""
    return [
        TrainingGate(
            queue=each.queue,
            queue_name=site.queues[each.queue].name if each.queue in site.queues else each.queue,
            reason=each.sentence,
        )
        for each in gates
    ]


def format_mark(mark: Decimal) -> str:
    """Return a mark without trailing zeros: «87.5»."""
    return f"{mark.normalize():f}"
