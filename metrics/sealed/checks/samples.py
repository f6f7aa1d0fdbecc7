"""Verification of a weekly sample of quality from the sealed months that have its facts. Pure.

A week that crosses the end of a month needs two files. Each file is checked to be one chain from its first fact to its
last, and to continue the file before; its signature and anchors are the matter of `metrics.sealed.verifier`.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import BinaryIO, Final, get_args

import msgspec

from eventlog.facts import Envelope
from eventlog.facts.quality.sample import SAMPLE_CHANNELS, SampleChannel, SampleFact
from eventlog.journal.chain import ChainedRow, ChainLink
from metrics.quality.samples.audit import SampleAudit
from metrics.quality.samples.frame import FRAME_KINDS
from metrics.quality.samples.seed_facts import COMMITMENT_LEAD
from metrics.quality.samples.week import Week, week_of
from metrics.sealed.container import Region, read_part, read_regions
from metrics.sealed.errors import Damaged
from metrics.sealed.manifest import FACTS, MANIFEST, Manifest, read_manifest
from metrics.sealed.reader import FactsReader

_KINDS: Final = frozenset(get_args(SampleFact)).union(*FRAME_KINDS.values())
_SAMPLE_MARK = b'"type":"Sample'


class _Dated(msgspec.Struct):
    at: datetime


class SampleTracker:
    """The audits of all samples whose week lies within a sealed month, made while its facts are read."""

    def __init__(self, manifest: Manifest, link_at: Callable[[int], ChainLink]) -> None:
        """Start before the first fact; ``link_at`` returns the link of a fact that was just read."""
        self._seq, self._link_at = manifest.before.seq, link_at
        weeks = weeks_within(manifest.begins, manifest.ends)
        self._audits = [
            (week, SampleAudit(week, channel, sees_commitments=False)) for week in weeks for channel in SAMPLE_CHANNELS
        ]
        self._ends = [week.ends for week in weeks]

    def track(self, envelopes: Iterable[Envelope]) -> Iterator[Envelope]:
        """Yield facts unchanged, and apply them to the audits; must be fast for ten million facts."""
        kinds, ends = _KINDS, self._ends
        for envelope in envelopes:
            self._seq += 1
            if ends and envelope.at >= ends[0]:
                self._end_weeks(envelope.at)
            if type(envelope.fact) in kinds:
                self._apply(envelope)
            yield envelope

    def differences(self) -> tuple[int, list[str]]:
        """Return the number of drawn samples, and a sentence for each difference."""
        drawn = [(week, audit) for week, audit in self._audits if audit.drawn is not None]
        return len(drawn), [f"Muestra {week}: {each}" for week, audit in drawn for each in audit.differences()]

    def _end_weeks(self, at: datetime) -> None:
        while self._ends and at >= self._ends[0]:
            ended = self._ends.pop(0)
            for week, audit in self._audits:
                if week.ends == ended:
                    audit.head = self._link_at(self._seq - 1)

    def _apply(self, envelope: Envelope) -> None:
        is_of_sample = isinstance(envelope.fact, SampleFact)
        for week, audit in self._audits:
            if is_of_sample or audit.needs_frame or week.begins <= envelope.at < week.ends:
                audit.apply(envelope, self._seq)


def weeks_within(begins: datetime, ends: datetime) -> list[Week]:
    """Return the weeks that lie within a month."""
    first = week_of(begins)
    weeks = [first.following(number) for number in range(6)]
    return [each for each in weeks if begins <= each.begins and each.ends <= ends]


def audit_sealed_months(files: Sequence[BinaryIO], week: Week, channel: SampleChannel) -> SampleAudit:
    """Repeat the draw of a week from sealed months, in the order of their facts.

    Raises:
        Damaged: a file is no sealed period, its facts are no chain, or it does not continue the one before.
    """
    begins = _manifest_of(files[0]).begins
    audit = SampleAudit(week, channel, sees_commitments=begins <= week.begins - COMMITMENT_LEAD)
    for row in _rows_of(files):
        at = _date_of(row)
        if audit.head is None and at >= week.ends:
            audit.head = ChainLink(row.seq - 1, row.before)
        if audit.head is None or audit.needs_frame or _SAMPLE_MARK in row.data:
            audit.add(row)
    return audit


def _rows_of(files: Sequence[BinaryIO]) -> Iterator[ChainedRow]:
    link: ChainLink | None = None
    for file in files:
        manifest, facts = _manifest_of(file), _region_of(file, FACTS)
        before = ChainLink(manifest.before.seq, bytes.fromhex(manifest.before.hash))
        if link is not None and link != before:
            raise Damaged("Los meses no son seguidos: el segundo no comienza donde termina el primero.")
        link = before
        for lines in FactsReader(file, facts).batches():
            for line in lines:
                extended = ChainLink(link.seq + 1, hashlib.sha256(link.hash + line).digest())
                yield ChainedRow(seq=extended.seq, before=link.hash, data=line, hash=extended.hash)
                link = extended
        if (link.seq, link.hash.hex()) != (manifest.after.seq, manifest.after.hash):
            raise Damaged("Los hechos del archivo no son los de su manifiesto.")


def _manifest_of(file: BinaryIO) -> Manifest:
    return read_manifest(read_part(file, _region_of(file, MANIFEST)))


def _region_of(file: BinaryIO, name: str) -> Region:
    region = next((each for each in read_regions(file) if each.name == name), None)
    if region is None:
        raise Damaged("El archivo no es un período sellado.")
    return region


def _date_of(row: ChainedRow) -> datetime:
    try:
        return msgspec.json.decode(row.data, type=_Dated).at
    except (ValueError, msgspec.MsgspecError) as error:
        raise Damaged(f"El hecho {row.seq} no se puede leer.") from error
