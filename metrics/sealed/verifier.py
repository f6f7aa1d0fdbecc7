"""Verification of a sealed period from its file alone. Pure.

Owns the checks, their order and their dependencies. It needs no database, network or secret. The chain proves that the
facts are those of the journal, the fold that the figures follow from the facts, and the signature who vouches for them.
Only a head of the chain that another party kept proves that the whole file was not replaced.
"""

import gc
import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import BinaryIO, Final, Protocol

import msgspec

from eventlog.facts import Envelope, PeriodClosed
from eventlog.journal.chain import ChainLink
from metrics.sealed import manifest as names
from metrics.sealed.checks.diagnose import diagnose
from metrics.sealed.checks.samples import SampleTracker
from metrics.sealed.checks.verify_chain import ChainWalk
from metrics.sealed.container import Region, read_chunks, read_part, read_regions
from metrics.sealed.errors import Damaged
from metrics.sealed.manifest import Manifest, read_manifest
from metrics.sealed.reader import NO_FIGURES, FactsReader, LinksReader, read_figures, readable_lines
from metrics.sealed.report import TITLES, CheckName, CheckResult, Finding, VerificationReport, format_number
from metrics.sealed.signature import is_signed
from metrics.sealed.traffic_limits import LimitsTracker, describe_limits

MAX_FINDINGS: Final = 20
NO_ANCHOR: Final = (
    "sin ninguna: se sabe que el archivo es coherente y está firmado, no que sea el único; compárelo con una cabeza "
    "que haya recibido (--anchor)"
)
NOT_CHECKED: Final = "no se comprobó: antes hay que resolver lo de arriba"
OWN_KEY: Final = "la llave es la que trae el mismo archivo: compárela con la que usted recibió (--key)"


class FigureRecount(Protocol):
    """Computes the figures of a month from its facts; see `metrics.indicators`."""

    def add_all(self, envelopes: Iterable[Envelope]) -> None:
        """Count the next facts, without omissions."""

    def differences(self, results: bytes) -> tuple[int, list[str]]:
        """Return the number of figures, and a sentence for each one in which the file's `results` differ."""


FigureRecountFactory = Callable[[Manifest, bytes], FigureRecount]
"""Build a recount from the definitions of a file; raise `Damaged` if they cannot be read."""


def verify(
    file: BinaryIO, *, recount: FigureRecountFactory, key: bytes | None = None, anchors: Sequence[ChainLink] = ()
) -> VerificationReport:
    """Verify a sealed period.

    Args:
        file: seekable.
        recount: recomputes the figures.
        key: the public key that the user trusts, 32 bytes; None uses the file's own, and the report says so.
        anchors: heads of the chain that the user kept, ascending.
    """
    with _without_garbage_collection():
        return _Verification(file, recount, key, anchors).report()


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Turn the cyclic garbage collector off: a fold makes no reference cycles, and this saves a tenth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Verification:
    def __init__(
        self, file: BinaryIO, recount: FigureRecountFactory, key: bytes | None, anchors: Sequence[ChainLink]
    ) -> None:
        self._file = file
        self._recount = recount
        self._key = key
        self._anchors = anchors
        self._items: dict[CheckName, CheckResult] = {}
        self._regions: dict[str, Region] = {}
        self._changed: set[str] = set()
        self._manifest: Manifest | None = None

    def report(self) -> VerificationReport:
        self._attempt("container", self._open)
        if self._regions:
            self._attempt("signature", self._check_signature)
        if self._manifest is not None:
            self._attempt("parts", lambda: self._check_parts(self._signed_manifest))
            self._attempt("chain", lambda: self._walk(self._signed_manifest))
        return self._complete_report()

    @property
    def _signed_manifest(self) -> Manifest:
        assert self._manifest is not None
        return self._manifest

    def _attempt(self, name: CheckName, check: Callable[[], None]) -> None:
        try:
            check()
        except Damaged as error:
            self._fail(name, Finding(sentence=str(error)))

    def _fail(self, name: CheckName, *findings: Finding, checked: int = 0) -> None:
        before = self._items.get(name)
        all_findings = ((before.findings if before else ()) + findings)[:MAX_FINDINGS]
        self._items[name] = CheckResult(name=name, verdict="wrong", checked=checked, findings=all_findings)

    def _pass(self, name: CheckName, checked: int, note: str = "") -> None:
        self._items.setdefault(name, CheckResult(name=name, verdict="sound", checked=checked, note=note))

    def _open(self) -> None:
        regions = read_regions(self._file)
        first, part_names = regions[:2], tuple(region.name for region in regions[2:])
        begins = [region.name for region in first] == [names.MANIFEST, names.SIGNATURE]
        if not begins or part_names != names.PARTS:
            raise Damaged("El archivo no es un período sellado: no tiene las partes que debe, en su orden.")
        self._regions = {region.name: region for region in regions}
        self._pass("container", len(regions))

    def _check_signature(self) -> None:
        data = read_part(self._file, self._regions[names.MANIFEST])
        signature = read_part(self._file, self._regions[names.SIGNATURE])
        manifest = read_manifest(data)
        own = bytes.fromhex(manifest.public_key)
        if not is_signed(data, signature, own):
            raise Damaged("El manifiesto o su firma fueron alterados: la firma no corresponde.")
        self._manifest = manifest
        if self._key not in (None, own):
            other = f"El archivo está firmado con otra llave ({own.hex()}), no con la que usted dio."
            self._fail("signature", Finding(sentence=other))
        self._pass("signature", 1, note="" if self._key else OWN_KEY)

    def _check_parts(self, manifest: Manifest) -> None:
        """Check the small parts; the facts are hashed while they are read."""
        for part in manifest.parts:
            region = self._regions[part.name]
            if region.size != part.size or (part.name != names.FACTS and self._digest(region) != part.sha256):
                self._altered(part.name)
        self._pass("parts", len(manifest.parts))

    def _digest(self, region: Region) -> str:
        digest = hashlib.sha256()
        for piece in read_chunks(self._file, region):
            digest.update(piece)
        return digest.hexdigest()

    def _altered(self, name: str) -> None:
        self._changed.add(name)
        self._fail("parts", Finding(sentence=f"La parte «{name}» fue alterada: no es la que se firmó."))

    def _walk(self, manifest: Manifest) -> None:
        recounting = self._recount_of(manifest)
        seqs = sorted({manifest.closed_by, *(anchor.seq for anchor in self._anchors)})
        limits, take = LimitsTracker(), recounting.add_all if recounting else _discard
        walk = ChainWalk(manifest, lambda envelopes: take(samples.track(limits.track(envelopes))), seqs)
        samples = SampleTracker(manifest, walk.link_at)
        facts = FactsReader(self._file, self._regions[names.FACTS])
        links = None if names.LINKS in self._changed else LinksReader(self._file, self._regions[names.LINKS])
        finding = follow_facts(walk, facts, links) or check_chain_end(walk.link, manifest)
        if finding is None:
            self._pass("chain", manifest.facts)
        else:
            self._fail("chain", finding, checked=walk.link.seq - manifest.before.seq)
        self._check_facts(manifest.parts[-1].sha256, facts, is_complete=finding is None)
        self._compare_anchors(walk, manifest)
        if finding is None and not self._changed & {names.DEFINITIONS}:
            self._check_closing(walk, manifest)
        if finding is None:
            self._check_limits(limits, manifest)
            self._check_samples(samples)
        if recounting is not None and finding is None:
            self._compare_figures(recounting, manifest)

    def _check_facts(self, sha256: str, facts: FactsReader, *, is_complete: bool) -> None:
        """Check the hash of the compressed facts, computed while reading, or again if reading stopped early."""
        digest = facts.digest.hexdigest() if is_complete else self._digest(self._regions[names.FACTS])
        if names.FACTS not in self._changed and digest != sha256:
            self._altered(names.FACTS)

    def _recount_of(self, manifest: Manifest) -> FigureRecount | None:
        """Return None if the figures cannot be computed, or the signed results were changed."""
        if self._changed & {names.DEFINITIONS, names.RESULTS}:
            return None
        try:
            return self._recount(manifest, read_part(self._file, self._regions[names.DEFINITIONS]))
        except Damaged as error:
            self._fail("figures", Finding(sentence=str(error)))
            return None

    def _check_closing(self, walk: ChainWalk, manifest: Manifest) -> None:
        """Check the definitions against the digest in the fact that closed the month."""
        _, content = walk.remembered.get(manifest.closed_by, (b"", None))
        fact = content.fact if content else None
        if not isinstance(fact, PeriodClosed) or fact.month != manifest.month:
            problem = (
                f"El hecho {format_number(manifest.closed_by)} no es el que cerró el mes, como dice el manifiesto."
            )
            self._fail("closing", Finding(sentence=problem, seq=manifest.closed_by))
        elif fact.definitions != self._digest(self._regions[names.DEFINITIONS]):
            closing = format_number(manifest.closed_by)
            other = f"Las definiciones no son las que se fijaron al cerrar el mes (hecho {closing})."
            self._fail("closing", Finding(sentence=other, seq=manifest.closed_by, fact="PeriodClosed"))
        else:
            self._pass("closing", 1)

    def _check_limits(self, tracker: LimitsTracker, manifest: Manifest) -> None:
        """Check that the manifest names all limits in force, because they decide which calls count."""
        wrong = tuple(Finding(sentence=each) for each in tracker.differences(manifest.limits, manifest.before.id))
        if wrong:
            self._fail("limits", *wrong)
        else:
            self._pass("limits", len(manifest.limits), note=describe_limits(manifest.limits))

    def _check_samples(self, tracker: SampleTracker) -> None:
        """Check that each sample whose week lies within the month follows from the facts."""
        number, differences = tracker.differences()
        if differences:
            findings = (Finding(sentence=each) for each in differences[:MAX_FINDINGS])
            self._fail("samples", *findings, checked=number)
        else:
            self._pass("samples", number)

    def _compare_figures(self, recounting: FigureRecount, manifest: Manifest) -> None:
        declared = read_part(self._file, self._regions[names.RESULTS])
        try:
            number, differences = recounting.differences(read_figures(declared))
        except (Damaged, ValueError, OverflowError, msgspec.MsgspecError):
            number, differences = 0, [NO_FIGURES]
        if differences:
            self._fail("figures", *(Finding(sentence=each) for each in differences[:MAX_FINDINGS]), checked=number)
        else:
            self._pass("figures", number)

    def _compare_anchors(self, walk: ChainWalk, manifest: Manifest) -> None:
        within = [each for each in self._anchors if manifest.before.seq <= each.seq <= manifest.after.seq]
        for anchor in within:
            reached = walk.remembered.get(anchor.seq)
            if reached is not None and reached[0] != anchor.hash:
                self._fail("anchors", Finding(sentence=_contradiction(anchor), seq=anchor.seq), checked=len(within))
        if self._anchors and not within:
            self._fail("anchors", Finding(sentence=_outside_range(self._anchors, manifest)))
        elif within and all(anchor.seq in walk.remembered for anchor in within):
            self._pass("anchors", len(within))

    def _complete_report(self) -> VerificationReport:
        for name in TITLES:
            note = NO_ANCHOR if name == "anchors" and not self._anchors else NOT_CHECKED
            self._items.setdefault(name, CheckResult(name=name, verdict="unchecked", note=note))
        return report_of(tuple(self._items[name] for name in TITLES), self._manifest, self._key)


def report_of(items: tuple[CheckResult, ...], manifest: Manifest | None, key: bytes | None) -> VerificationReport:
    """Build the report, with the manifest's data if the manifest is valid."""
    if manifest is None:
        return VerificationReport(items=items)
    return VerificationReport(
        items=items,
        month=manifest.month,
        campaign=manifest.campaign,
        entity=manifest.entity,
        public_key=manifest.public_key,
        key_given=key is not None,
        first=manifest.before.seq + 1,
        last=manifest.after.seq,
        head=manifest.after.hash,
    )


def follow_facts(walk: ChainWalk, facts: FactsReader, links: LinksReader | None) -> Finding | None:
    """Follow all facts and return the first mismatch, or None.

    `links` is None if the links in the file are not trusted.
    """
    batches = facts.batches()
    try:
        for lines in batches:
            begin = walk.link.seq
            stop = walk.follow(lines, links.read(len(lines)) if links else None)
            if stop is not None:
                return diagnose(stop, chain(lines[stop.seq - begin :], readable_lines(batches)))
    except Damaged as error:
        last = f" Lo último que se puede leer es el hecho {format_number(walk.link.seq)}." if walk.last else ""
        return Finding(sentence=f"{error}{last}", seq=walk.link.seq + 1)
    return None


def check_chain_end(reached: ChainLink, manifest: Manifest) -> Finding | None:
    """Return the mismatch if the chain does not end where the manifest says, or None."""
    claimed = manifest.after
    if reached.seq < claimed.seq:
        ends = f"el archivo termina en el {format_number(reached.seq)} y debe llegar al {format_number(claimed.seq)}"
        return Finding(sentence=f"Faltan los últimos hechos: {ends}.", seq=reached.seq + 1)
    if (reached.seq, reached.hash.hex()) != (claimed.seq, claimed.hash):
        ends = f"no termina en el eslabón que dice el manifiesto (hecho {format_number(claimed.seq)})"
        return Finding(sentence=f"La cadena {ends}: algún hecho es otro.", seq=claimed.seq)
    return None


def _contradiction(anchor: ChainLink) -> str:
    anchor_hash = anchor.hash.hex()[:16]
    return (
        f"El hecho {format_number(anchor.seq)} no es el que usted guardó: la cadena tiene ahí "
        "otra huella que la cabeza "
        f"{anchor_hash}…, así que alguno de los hechos hasta ese número es otro."
    )


def _outside_range(anchors: Sequence[ChainLink], manifest: Manifest) -> str:
    seqs = ", ".join(format_number(anchor.seq) for anchor in anchors[:5])
    first, last = format_number(manifest.before.seq), format_number(manifest.after.seq)
    return f"Ninguna ancla se puede comparar: el archivo va del hecho {first} al {last}, y las dadas son del {seqs}."


def _discard(envelopes: Iterable[Envelope]) -> None:
    """Consume the facts so that the chain is followed although no figures are computed."""
    deque(envelopes, maxlen=0)
