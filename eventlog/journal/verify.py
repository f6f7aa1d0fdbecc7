"""Verify a campaign's log: walk its chain and recompute all its folds, from PostgreSQL alone.

Owns the comparisons, and reports each checked item. It repairs nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from eventlog.anchors.audit import AnchorAudit, ExpectedRow, ExpectedRows
from eventlog.anchors.stream_gaps import StreamGaps
from eventlog.checkpoint import store as checkpoint
from eventlog.checkpoint.fold import Checkpoint, CheckpointFold
from eventlog.errors import Unreadable
from eventlog.facts import Envelope
from eventlog.facts.oversight.seal import DayHeadTold
from eventlog.folds import call_record
from eventlog.folds.call_record import CallRecord
from eventlog.folds.counts import Measure, contributions, interval_start, traffic_contributions
from eventlog.journal import chain
from eventlog.journal.chain import Break, ChainLink, ChainRow, WalkResult, genesis
from eventlog.journal.codec import read_canonical, tag_of
from eventlog.journal.reader import JournalRow, read_head, read_rows, record_from_row
from eventlog.person import FACTS_NAMING_PEOPLE, make_commitment
from eventlog.person_data import decrypt_value
from storage import tables
from storage.encryption.field_cipher import FieldCipher
from storage.errors import DecryptionFailed
from storage.postgres.engine import snapshot

MAX_FINDINGS = 20
_BREAKS = {
    "missing": "falta el hecho {seq}: la cadena salta de un hecho anterior a uno posterior",
    "misplaced": "el hecho {seq} no está en su lugar: otro número ocupa su puesto",
    "changed": "el hecho {seq} fue alterado: sus bytes no corresponden a su huella",
}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A mismatch: a Spanish sentence, and the row, call and tag of the fact, as far as they are known."""

    sentence: str
    seq: int | None = None
    call_id: str = ""
    fact: str = ""


class VerifiedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of check.

    Attributes:
        name: ``chain``, ``columns``, ``stream_ids``, ``day_heads``, ``calls``, ``interval_counts``, ``checkpoint``,
            ``person_data`` or ``anchors``.
        title: for people, in Spanish.
        findings: the first `MAX_FINDINGS` mismatches.
    """

    name: str
    title: str
    checked: int
    wrong: int
    findings: tuple[Finding, ...]


class VerificationReport(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a verification.

    Attributes:
        head: number and hash of the last row for which the chain holds.
        totals: the recomputed running totals, to compare with Valkey's.
        anchors: those kept outside of the system, or None if there are none.
    """

    campaign: str
    head: ChainLink
    items: tuple[VerifiedItem, ...]
    totals: dict[str, int]
    anchors: AnchorAudit | None = None

    @property
    def is_sound(self) -> bool:
        """Whether every check passed."""
        return not any(item.wrong for item in self.items)


async def verify(
    engine: AsyncEngine, campaign: str, cipher: FieldCipher, batch: int = 5000, *, anchors: AnchorAudit | None = None
) -> VerificationReport:
    """Check the current state of a campaign's log, while the recorder may go on writing.

    `cipher` decrypts personal data, to compare them with their commitments; `anchors` are those kept outside of the
    system, already checked without the journal.

    Raises:
        StorageError: PostgreSQL is away.
    """
    async with snapshot(engine) as connection:
        return await _Verification(campaign, cipher, anchors).run(connection, batch)


class _Tally:
    """Counter of one item's checks, with the first findings."""

    def __init__(self, name: str, title: str) -> None:
        self._name, self._title = name, title
        self._checked = self._wrong = 0
        self._findings: list[Finding] = []

    def add_checked(self, count: int = 1) -> None:
        self._checked += count

    def add_finding(self, sentence: str, *, seq: int | None = None, call_id: str = "", fact: str = "") -> None:
        self._wrong += 1
        if len(self._findings) < MAX_FINDINGS:
            self._findings.append(Finding(sentence=sentence, seq=seq, call_id=call_id, fact=fact))

    def item(self) -> VerifiedItem:
        return VerifiedItem(
            name=self._name,
            title=self._title,
            checked=self._checked,
            wrong=self._wrong,
            findings=tuple(self._findings),
        )


class _Verification:
    def __init__(self, campaign: str, cipher: FieldCipher, audit: AnchorAudit | None = None) -> None:
        self._campaign = campaign
        self._anchors, self._marks = audit, ExpectedRows(() if audit is None else audit.expected_rows)
        self._day_heads: dict[str, ChainLink] = {}
        self._day_marks, self._gaps = ExpectedRows(()), StreamGaps()
        self._cipher = cipher
        self._walk = WalkResult(genesis(campaign))
        self._records: dict[str, CallRecord] = {}
        self._commitments: dict[str, str] = {}
        self._traffic: Counter[tuple[datetime, Measure]] = Counter()
        self._checkpoint = CheckpointFold()
        self._chain = _Tally("chain", "cadena de huellas del diario")
        self._columns = _Tally("columns", "columnas del diario, iguales a sus hechos")
        self._stream_ids = _Tally("stream_ids", "numeración de los hechos, sin huecos")
        self._heads = _Tally("day_heads", "cabezas diarias guardadas, iguales a la cadena")
        self._calls = _Tally("calls", "llamadas, recalculadas desde sus hechos")
        self._intervals = _Tally("interval_counts", "conteos por intervalo, recalculados")
        self._audit = _Tally("checkpoint", "punto de control de la recuperación, recalculado")
        self._people = _Tally("person_data", "datos personales, iguales a su compromiso")

    async def run(self, connection: AsyncConnection, batch: int) -> VerificationReport:
        await self._read_day_heads(connection)
        async for rows in read_rows(connection, self._campaign, batch):
            self._walk_chain(rows)
            for row in rows:
                self._compare_row(row)
                self._read_row(row)
        await self._close_chain(connection)
        self._report_expectations()
        await self._compare_calls(connection)
        await self._compare_intervals(connection)
        await self._compare_checkpoint(connection)
        await self._compare_people(connection)
        stored = (self._chain, self._columns, self._stream_ids, self._heads)
        tallies = (*stored, self._calls, self._intervals, self._audit, self._people, *self._anchor_tally())
        return VerificationReport(
            campaign=self._campaign,
            head=self._walk.link,
            items=tuple(tally.item() for tally in tallies),
            totals=self._checkpoint.to_checkpoint().totals,
            anchors=self._anchors,
        )

    def _walk_chain(self, rows: list[JournalRow]) -> None:
        if self._walk.first_break is not None:
            return
        before = self._walk.link.seq
        self._walk = chain.walk((ChainRow(row.seq, row.data, row.hash) for row in rows), self._walk.link)
        self._chain.add_checked(self._walk.link.seq - before)
        if self._walk.first_break is not None:
            self._report_break(self._walk.first_break, rows)

    def _report_break(self, broken: Break, rows: Iterable[JournalRow]) -> None:
        row = next((row for row in rows if row.seq == broken.seq), None)
        self._chain.add_finding(
            _BREAKS[broken.kind].format(seq=broken.seq),
            seq=broken.seq,
            call_id="" if row is None else row.call_id,
            fact="" if row is None else row.type,
        )

    async def _read_day_heads(self, connection: AsyncConnection) -> None:
        head = tables.day_head.c
        result = await connection.execute(select(head.day, head.seq, head.hash).where(head.campaign == self._campaign))
        self._day_heads = {row.day.isoformat(): ChainLink(row.seq, bytes(row.hash)) for row in result}
        self._heads.add_checked(len(self._day_heads))
        self._day_marks = ExpectedRows(
            ExpectedRow(name=f"la cabeza del {day}", link=link) for day, link in sorted(self._day_heads.items())
        )

    def _compare_row(self, row: JournalRow) -> None:
        """Compare a row with the marks of the chain, and its stream id with the previous one."""
        for marks in (self._marks, self._day_marks):
            marks.check_row(row.seq, row.hash, row.type)
        self._stream_ids.add_checked()
        if fault := self._gaps.check_row(row.id):
            self._stream_ids.add_finding(fault, seq=row.seq, call_id=row.call_id, fact=row.type)

    def _report_expectations(self) -> None:
        for marks in (self._marks, self._day_marks):
            marks.check_end(self._walk.link.seq)
        for seq, sentence in self._day_marks.wrong:
            self._heads.add_finding(sentence, seq=seq)

    def _anchor_tally(self) -> tuple[_Tally, ...]:
        """Return the findings about anchors, if there are any; the first mismatch in the chain comes first."""
        if self._anchors is None:
            return ()
        tally = _Tally("anchors", "anclas de afuera, iguales a la cadena")
        tally.add_checked(len(self._anchors.expected_rows) + len(self._anchors.faults))
        for seq, sentence in self._marks.wrong:
            tally.add_finding(sentence, seq=seq)
        for sentence in self._anchors.faults:
            tally.add_finding(sentence)
        return (tally,)

    def _read_row(self, row: JournalRow) -> None:
        self._columns.add_checked()
        try:
            envelope = read_canonical(row.data)
        except Unreadable:
            self._columns.add_finding("el hecho no se puede leer", seq=row.seq, call_id=row.call_id, fact=row.type)
            return
        if not _columns_match(row, envelope, self._campaign):
            sentence = "las columnas de la fila no dicen lo mismo que su hecho"
            self._columns.add_finding(sentence, seq=row.seq, call_id=row.call_id, fact=row.type)
        self._fold(envelope)

    def _fold(self, envelope: Envelope) -> None:
        before = self._records.get(envelope.call_id)
        self._checkpoint.add(envelope, before)
        for measure, calls in traffic_contributions(envelope.fact).items():
            self._traffic[interval_start(envelope.at), measure] += calls
        record = call_record.apply(before, envelope)
        if record is not None:
            self._records[envelope.call_id] = record
        if isinstance(envelope.fact, DayHeadTold):
            self._compare_day_head(envelope.fact)
        if isinstance(envelope.fact, FACTS_NAMING_PEOPLE) and envelope.fact.caller_ref:
            self._commitments[envelope.fact.caller_ref] = envelope.fact.caller_commitment

    def _compare_day_head(self, fact: DayHeadTold) -> None:
        """Compare the two places of a head, its table and the log: an attacker must change both."""
        stored = self._day_heads.get(fact.day)
        if stored is None or (stored.seq, stored.hash.hex()) != (fact.seq, fact.hash):
            self._heads.add_finding(f"la cabeza del {fact.day} no es la que dice su hecho", fact=tag_of(fact))

    async def _close_chain(self, connection: AsyncConnection) -> None:
        """Compare the end of the chain with the stored head, which reveals rows cut off at the end."""
        is_unbroken = self._walk.first_break is None
        stored = await read_head(connection, self._campaign)
        head = stored.link
        if stored.stream != self._gaps.last:
            self._stream_ids.add_finding(f"la cabeza dice {stored.stream} y el último hecho es {self._gaps.last}")
        self._walk = chain.check_head(self._walk, head)
        if is_unbroken and self._walk.first_break is not None:
            self._chain.add_finding(
                f"la cadena termina en {self._walk.link.seq} y su cabeza dice {head.seq}", seq=head.seq
            )

    async def _compare_calls(self, connection: AsyncConnection) -> None:
        query = select(tables.call).where(tables.call.c.campaign == self._campaign)
        stored = {row["call_id"]: record_from_row(row) for row in (await connection.execute(query)).mappings()}
        for call_id in sorted(stored.keys() | self._records.keys()):
            self._calls.add_checked()
            if stored.get(call_id) != self._records.get(call_id):
                sentence = _disagreement(stored.get(call_id), self._records.get(call_id))
                self._calls.add_finding(sentence, call_id=call_id)

    async def _compare_intervals(self, connection: AsyncConnection) -> None:
        count = tables.interval_count.c
        query = select(count.starts_at, count.measure, count.line, count.queue, count.n)
        result = await connection.execute(query.where(count.campaign == self._campaign))
        stored = {(row.starts_at, (row.measure, row.line, row.queue)): row.n for row in result}
        expected = _intervals(self._records) + self._traffic
        for key in sorted(stored.keys() | expected.keys()):
            self._intervals.add_checked()
            if stored.get(key, 0) != expected.get(key, 0):
                starts_at, measure = key
                name = " ".join(part for part in measure if part)
                stored_value, expected_value = stored.get(key, 0), expected.get(key, 0)
                self._intervals.add_finding(
                    f"{starts_at:%Y-%m-%d %H:%M} UTC, {name}: dice {stored_value} y son {expected_value}"
                )

    async def _compare_checkpoint(self, connection: AsyncConnection) -> None:
        position, stored = await checkpoint.read_checkpoint(connection, self._campaign)
        head = (await read_head(connection, self._campaign)).link.seq
        if position.seq != head:
            self._audit.add_finding(
                f"el punto de control llega al hecho {position.seq} y el diario al {head}", seq=position.seq
            )
        stored_parts, expected_parts = _named_parts(stored), _named_parts(self._checkpoint.to_checkpoint())
        for name in sorted(stored_parts.keys() | expected_parts.keys()):
            self._audit.add_checked()
            if stored_parts.get(name) != expected_parts.get(name):
                self._audit.add_finding(
                    f"{name}: dice {stored_parts.get(name, 'nada')} y es {expected_parts.get(name, 'nada')}"
                )

    async def _compare_people(self, connection: AsyncConnection) -> None:
        person = tables.person_data.c
        query = select(person.ref, person.sealed, person.salt, person.erased_at)
        stored = {row.ref: row for row in await connection.execute(query.where(person.campaign == self._campaign))}
        for ref, promised in sorted(self._commitments.items()):
            self._people.add_checked()
            row = stored.get(ref)
            if row is None:
                self._people.add_finding(f"de la referencia {ref} no se guardó ningún dato")
            elif row.erased_at is None and not self._matches_commitment(ref, row.sealed, row.salt, promised):
                self._people.add_finding(f"el dato de la referencia {ref} no corresponde al compromiso de su hecho")

    def _matches_commitment(self, ref: str, encrypted: bytes, salt: bytes, promised: str) -> bool:
        try:
            return make_commitment(salt, decrypt_value(ref, encrypted, self._cipher)) == promised
        except DecryptionFailed:
            return False


def _columns_match(row: JournalRow, envelope: Envelope, campaign: str) -> bool:
    columns = (row.id, row.at, row.type, row.call_id, campaign)
    return columns == (envelope.id, envelope.at, tag_of(envelope.fact), envelope.call_id, envelope.campaign)


def _disagreement(stored: CallRecord | None, folded: CallRecord | None) -> str:
    if stored is None:
        return "la llamada no tiene fila"
    if folded is None:
        return "la fila no tiene hechos que la respalden"
    stored_fields, folded_fields = msgspec.structs.asdict(stored), msgspec.structs.asdict(folded)
    return "; ".join(
        f"{name}: dice {stored_fields[name]} y es {folded_fields[name]}"
        for name in stored_fields
        if stored_fields[name] != folded_fields[name]
    )


def _named_parts(stored: Checkpoint) -> dict[str, object]:
    """Return every part of a checkpoint, under a name for people."""
    return {
        **{f"total {name}": n for name, n in stored.totals.items()},
        **{f"estado de {advisor}": state for advisor, state in stored.advisors.items()},
    }


def _intervals(records: Mapping[str, CallRecord]) -> Counter[tuple[datetime, tuple[str, str, str]]]:
    expected: Counter[tuple[datetime, tuple[str, str, str]]] = Counter()
    for record in records.values():
        starts_at = interval_start(record.arrived_at)
        expected.update({(starts_at, measure): n for measure, n in contributions(record).items()})
    return expected
