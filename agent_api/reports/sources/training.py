"""The inputs of the monthly report of training, from one snapshot of the database."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access.user_names import load_names
from agent_api.kit import labels
from agent_api.kit.dates import local_date
from agent_api.training.queries import (
    TrainingSessionRecord,
    count_open_proposals,
    find_tenure,
    list_lacking,
    list_session_records,
)
from config.site.model import Site
from config.timezone import COLOMBIA
from eventlog.facts.quality.evaluation import Tenure
from eventlog.journal.reader import read_head
from metrics.reports.document import Origin
from metrics.reports.periods import period_of
from metrics.reports.training import TrainingInputs, TrainingMarkRow, TrainingSessionRow
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import snapshot

_ALL_LINES: Final = "Todas"


async def training_inputs_of(
    engine: AsyncEngine, cipher: FieldCipher, site: Site, first: date, now: datetime
) -> tuple[TrainingInputs, Origin]:
    """Return the inputs of the month that contains a local date, and the state of the journal.

    Raises:
        DecryptionFailed: a name was encrypted with another key.
        StorageError: PostgreSQL is away.
    """
    period = period_of("training", first)
    following = period_of("training", period.last + timedelta(days=1))
    async with snapshot(engine) as connection:
        link = (await read_head(connection, site.campaign)).link
        records = await list_session_records(connection, cipher, site, period.begins, period.ends)
        later = await list_session_records(connection, cipher, site, following.begins, following.ends)
        people = {each.advisor for record in records for each in record.participants}
        names = await load_names(connection, site, cipher, people)
        tenures = {
            (advisor, day): await find_tenure(connection, site, advisor, day) for advisor, day in _marked_days(records)
        }
        lacking = await list_lacking(connection, cipher, site, now)
        open_proposals = await count_open_proposals(connection, site.campaign)
    inputs = TrainingInputs(
        first=period.first,
        last=period.last,
        held=_rows(records, site, "held"),
        planned=_rows(records, site, "planned"),
        cancelled=sum(each.row.state == "cancelled" for each in records),
        absences=_absences(records, site),
        marks=tuple(mark for each in records for mark in _marks(each, tenures, names)),
        next_sessions=_rows(later, site, "planned"),
        lacking=tuple(lacking),
        open_proposals=open_proposals,
    )
    return inputs, Origin(seq=link.seq, hash=link.hash.hex(), site_version=site.version)


def _rows(records: Iterable[TrainingSessionRecord], site: Site, state: str) -> tuple[TrainingSessionRow, ...]:
    return tuple(_row(each, site) for each in records if each.row.state == state)


def _row(record: TrainingSessionRecord, site: Site) -> TrainingSessionRow:
    row, line = record.row, site.lines.get(record.row.line)
    counts = Counter(each.attendance for each in record.participants)
    return TrainingSessionRow(
        id=row.id,
        course=record.title,
        version=row.version,
        line=line.name if line else row.line or _ALL_LINES,
        trainer=record.trainer,
        place=row.place,
        starts=f"{row.starts_at.astimezone(COLOMBIA):%d/%m/%Y %H:%M}",
        minutes=row.minutes,
        state=labels.TRAINING_SESSION_STATES[row.state],
        planned=len(record.participants),
        attended=counts["attended"],
        absent=counts["absent"],
    )


def _absences(records: Iterable[TrainingSessionRecord], site: Site) -> dict[str, int]:
    """Return the absences of held sessions by the name of their reason, the most frequent first."""
    reasons = Counter(
        site.training.absence_reasons.get(each.reason, each.reason)
        for record in records
        for each in record.participants
        if each.attendance == "absent"
    )
    return dict(sorted(reasons.items(), key=lambda each: (-each[1], each[0])))


def _marked_days(records: Iterable[TrainingSessionRecord]) -> set[tuple[str, date]]:
    """Return each advisor with the local day of each session in which they got a mark."""
    return {
        (each.advisor, local_date(record.row.starts_at))
        for record in records
        for each in record.participants
        if each.mark is not None
    }


def _marks(
    record: TrainingSessionRecord, tenures: Mapping[tuple[str, date], Tenure], names: Mapping[str, str]
) -> Iterable[TrainingMarkRow]:
    day = local_date(record.row.starts_at)
    for each in record.participants:
        if each.mark is not None and record.row.state != "cancelled":
            yield TrainingMarkRow(
                advisor=names.get(each.advisor, each.advisor),
                login=each.advisor,
                band=tenures[each.advisor, day],
                title=f"{record.title} (versión {record.row.version})",
                day=day,
                attempt=each.attempt,
                hundredths=int(each.mark * 100),
                passed=bool(each.passed),
                valid_until=each.valid_until,
                acknowledged=each.acknowledged_at is not None,
            )
