"""A small sealed month, and ways to tamper with it.

Owns the facts, a fold that counts how the calls of each line ended, and the forger: it takes a file apart, replaces
parts, and assembles it again, with a new signature or without.
"""

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eventlog.facts import CallEnded, CallIngressed, Envelope, PeriodClosed
from eventlog.journal.chain import ChainLink, genesis
from eventlog.journal.codec import canonical_bytes
from metrics.sealed import manifest as names
from metrics.sealed.compression import compress, decompress
from metrics.sealed.container import compose, read_part, read_regions
from metrics.sealed.manifest import Manifest, Point, manifest_bytes, part_of, read_manifest
from metrics.sealed.reader import read_figures
from metrics.sealed.report import VerificationReport
from metrics.sealed.signature import sign
from metrics.sealed.traffic_limits import LimitsInForce
from metrics.sealed.verifier import verify
from metrics.sealed.writer import SealedPeriodInfo, SegmentWriter, build_sealed_period

CAMPAIGN = "demo"
BEGINS = datetime(2026, 11, 1, 5, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
DEFINITIONS = b"{}"
ORIGIN = SealedPeriodInfo(
    campaign=CAMPAIGN,
    entity="ICETEX",
    month="2026-11",
    begins=BEGINS,
    ends=datetime(2026, 12, 1, 5, tzinfo=UTC),
    sealed_at=datetime(2026, 12, 2, tzinfo=UTC),
    software="0",
)


class EndedCalls:
    """The number of ended calls of each line: the smallest fold that depends on every call."""

    def __init__(self, manifest: Manifest | None, definitions: bytes) -> None:
        self._ended: Counter[str] = Counter()

    def add(self, envelope: Envelope) -> None:
        """Count the next fact."""
        if isinstance(envelope.fact, CallEnded):
            self._ended[envelope.fact.line] += 1

    def add_all(self, envelopes: Iterable[Envelope]) -> None:
        """Count the next facts."""
        for envelope in envelopes:
            self.add(envelope)

    def results(self) -> bytes:
        """Return the figures as JSON."""
        return msgspec.json.encode(self._ended, order="deterministic")

    def differences(self, results: bytes) -> tuple[int, list[str]]:
        """Return the number of calls and a sentence for each line with other figures."""
        totals = msgspec.json.decode(results, type=dict[str, int])
        wrong = [
            line for line in sorted(self._ended.keys() | totals.keys()) if self._ended[line] != totals.get(line, 0)
        ]
        messages = [f"Línea {line}: el archivo dice {totals.get(line, 0)} y son {self._ended[line]}." for line in wrong]
        return len(self._ended), messages


def closed_facts(*envelopes: Envelope, definitions: bytes = DEFINITIONS) -> list[Envelope]:
    """Return facts followed by the one that closes the month."""
    last = envelopes[-1]
    epoch, _, number = last.id.partition("-")
    fact = PeriodClosed(month="2026-11", definitions=hashlib.sha256(definitions).hexdigest())
    closing = msgspec.structs.replace(last, id=f"{epoch}-{int(number) + 1}", call_id="", actor="coord", fact=fact)
    return [*envelopes, closing]


def facts(calls: int, *, epochs: Sequence[int] = ()) -> list[Envelope]:
    """Return the facts of calls that enter and end; a new epoch of the stream begins before some of them."""
    envelopes: list[Envelope] = []
    epoch, numbers = 1, count(1)
    for call in range(calls):
        if call in epochs:
            epoch, numbers = epoch + 1, count(1)
        envelopes += [_envelope(call, fact, f"{epoch}-{next(numbers)}") for fact in _story(call)]
    return envelopes


def _story(call: int) -> tuple[CallIngressed, CallEnded]:
    line = ("bogota", "nacional", "quejas")[call % 3]
    return (
        CallIngressed(line=line, gateway="nodo1", caller_ref="", caller_commitment="", in_hours=True),
        CallEnded(line=line, queue="", outcome="abandoned_ivr", stage="choosing", ended_by="caller"),
    )


def _envelope(call: int, fact: CallIngressed | CallEnded, id_: str) -> Envelope:
    at = BEGINS + timedelta(seconds=call)
    fields = {"campaign": CAMPAIGN, "call_id": f"c{call}", "actor": "caller", "site_version": "s"}
    return Envelope(id=id_, at=at, fact=fact, **fields)


def rows(envelopes: Sequence[Envelope]) -> list[tuple[str, bytes]]:
    """Return the id and the bytes of each fact."""
    return [(each.id, canonical_bytes(each)) for each in envelopes]


def seal_rows(
    rows: Sequence[tuple[str, bytes]],
    *,
    results: bytes | None = None,
    skip: int = 0,
    limits: tuple[LimitsInForce, ...] = (),
) -> bytes:
    """Seal some rows of the journal as a file.

    Args:
        rows: all of them from the first on.
        results: replace the figures of the facts.
        skip: number of rows before the month.
        limits: of anomalous traffic, as the manifest names them.
    """
    before, links, compressed = _before(rows[:skip]), io.BytesIO(), io.BytesIO()
    segment, fold = SegmentWriter(before, compressed, links), EndedCalls(None, b"")
    for id_, data in rows[skip:]:
        segment.add(data, id_)
        with suppress(msgspec.ValidationError):  # a later release's
            fold.add(msgspec.json.decode(data, type=Envelope))
    after = segment.close()
    return b"".join(
        build_sealed_period(
            ORIGIN,
            KEY,
            before=before,
            after=after,
            definitions=DEFINITIONS,
            closed_by=after.seq,
            results=fold.results() if results is None else results,
            links=links,
            facts=compressed,
            limits=limits,
        )
    )


def _before(rows: Sequence[tuple[str, bytes]]) -> Point:
    start = genesis(CAMPAIGN)
    segment = SegmentWriter(Point(seq=0, hash=start.hash.hex(), id="0-0"), io.BytesIO(), io.BytesIO())
    for id_, data in rows:
        segment.add(data, id_)
    return segment.close() if rows else segment.before


def chain_heads(rows: Sequence[tuple[str, bytes]]) -> dict[int, ChainLink]:
    """Return the head of the chain after each row."""
    segment = SegmentWriter(_before(()), io.BytesIO(), io.BytesIO())
    return {link.seq: link for link in (segment.add(data, id_) for id_, data in rows)}


def parts_in(file: bytes) -> dict[str, bytes]:
    """Return the parts of a file by name."""
    opened = io.BytesIO(file)
    return {region.name: read_part(opened, region) for region in read_regions(opened)}


def facts_in(file: bytes) -> list[bytes]:
    """Return the facts of a file."""
    return b"".join(decompress([parts_in(file)[names.FACTS]])).splitlines()


def with_changed_parts(file: bytes, changed: Mapping[str, bytes], *, key: Ed25519PrivateKey | None = None) -> bytes:
    """Return a file with some parts replaced.

    Args:
        file: the original.
        changed: parts by name.
        key: signs the changed parts; None keeps manifest and signature.
    """
    now = {**parts_in(file), **changed}
    if key is not None:
        manifest = read_manifest(now[names.MANIFEST])
        listed = tuple(part_of(name, now[name]) for name in names.PARTS)
        public = key.public_key().public_bytes_raw().hex()
        manifest = msgspec.structs.replace(manifest, parts=listed, public_key=public)
        now |= {names.MANIFEST: manifest_bytes(manifest), names.SIGNATURE: sign(manifest, key)}
    return b"".join(compose((name, len(content), [content]) for name, content in now.items()))


def results_in(file: bytes) -> bytes:
    """Return the figures of a file."""
    return read_figures(parts_in(file)[names.RESULTS])


def with_changed_results(file: bytes, results: bytes, *, key: Ed25519PrivateKey | None = None) -> bytes:
    """Return a file with other figures; see `with_changed_parts`."""
    return with_changed_parts(file, {names.RESULTS: compress(results)}, key=key)


def with_changed_facts(
    file: bytes, change: Callable[[list[bytes]], list[bytes]], *, key: Ed25519PrivateKey | None
) -> bytes:
    """Return a file with changed facts, compressed again."""
    text = b"".join(line + b"\n" for line in change(facts_in(file)))
    return with_changed_parts(file, {names.FACTS: compress(text)}, key=key)


def verify_file(file: bytes, *, key: bytes | None = None, anchors: Sequence[ChainLink] = ()) -> VerificationReport:
    """Return the report on a file."""
    return verify(io.BytesIO(file), recount=EndedCalls, key=key, anchors=anchors)
