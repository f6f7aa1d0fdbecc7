"""Writer of a sealed period: takes facts one by one, returns a file. Pure.

Writes to the files that it receives. Owns the links of the facts. It keeps only the end of the chain in memory.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eventlog.journal.chain import ChainLink, extend
from metrics.sealed import manifest as names
from metrics.sealed.compression import compress, new_compressor
from metrics.sealed.container import CHUNK_BYTES, compose
from metrics.sealed.manifest import Manifest, Part, Point, manifest_bytes, part_of
from metrics.sealed.readme import TEXT
from metrics.sealed.signature import sign
from metrics.sealed.traffic_limits import LimitsInForce


class SealedPeriodInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The description of a sealed period; see `Manifest`."""

    campaign: str
    entity: str
    month: str
    begins: datetime
    ends: datetime
    sealed_at: datetime
    software: str


class SegmentWriter:
    """Writes a segment of the chain."""

    def __init__(self, before: Point, facts: BinaryIO, links: BinaryIO) -> None:
        """Start after the row before the first fact; both files must be empty and seekable."""
        self.before = before
        self.link = ChainLink(before.seq, bytes.fromhex(before.hash))
        """Last link of the chain so far."""
        self._id = before.id
        self._facts, self._links = facts, links
        self._compressor = new_compressor()

    def add(self, data: bytes, id_: str) -> ChainLink:
        """Write the canonical bytes of the next fact and return its link, to compare with the journal's."""
        self.link, self._id = extend(self.link, data), id_
        self._facts.write(self._compressor.compress(data + b"\n"))
        self._links.write(self.link.hash[: names.LINK_BYTES])
        return self.link

    def close(self) -> Point:
        """End the segment and return its last row."""
        self._facts.write(self._compressor.flush())
        return Point(seq=self.link.seq, hash=self.link.hash.hex(), id=self._id)


def build_sealed_period(
    info: SealedPeriodInfo,
    key: Ed25519PrivateKey,
    *,
    before: Point,
    after: Point,
    closed_by: int,
    definitions: bytes,
    results: bytes,
    links: BinaryIO,
    facts: BinaryIO,
    limits: tuple[LimitsInForce, ...] = (),
) -> Iterator[bytes]:
    """Yield the file of a sealed period, piece by piece.

    ``before`` is the row before the segment, ``after`` its last row, ``closed_by`` the number of the fact that closed
    the month. ``definitions`` and ``results`` are JSON. ``links`` and ``facts`` are the files from the segment writer.
    For ``limits`` see `Manifest`.
    """
    small_parts = {names.README: TEXT, names.DEFINITIONS: definitions, names.RESULTS: compress(results)}
    parts = (
        *(part_of(*each) for each in small_parts.items()),
        _part_of_stream(names.LINKS, links),
        _part_of_stream(names.FACTS, facts),
    )
    manifest = Manifest(
        **msgspec.structs.asdict(info),
        before=before,
        after=after,
        closed_by=closed_by,
        parts=parts,
        public_key=key.public_key().public_bytes_raw().hex(),
        limits=limits,
    )
    return compose(_parts(manifest, sign(manifest, key), small_parts, links, facts))


def _parts(
    manifest: Manifest, signature: bytes, small_parts: dict[str, bytes], links: BinaryIO, facts: BinaryIO
) -> Iterator[tuple[str, int, Iterable[bytes]]]:
    first = {names.MANIFEST: manifest_bytes(manifest), names.SIGNATURE: signature, **small_parts}
    sizes = {part.name: part.size for part in manifest.parts}
    yield from ((name, len(content), [content]) for name, content in first.items())
    yield names.LINKS, sizes[names.LINKS], _pieces(links)
    yield names.FACTS, sizes[names.FACTS], _pieces(facts)


def _part_of_stream(name: str, file: BinaryIO) -> Part:
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(file):
        digest.update(piece)
        size += len(piece)
    return Part(name=name, size=size, sha256=digest.hexdigest())


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(CHUNK_BYTES):
        yield piece
