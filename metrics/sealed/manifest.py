"""The manifest of a sealed period: its content, its range of the chain and its key. Pure.

Owns its fields and its bytes. The signature covers the manifest; the other parts are bound to it by SHA-256.
"""

import hashlib
from datetime import datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from metrics.indicators.periods import bounds_of
from metrics.sealed.errors import Damaged
from metrics.sealed.traffic_limits import LimitsInForce

FORMAT: Final = 4
"""The only version of the format that is written and read."""
README: Final = "LEEME.txt"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
DEFINITIONS: Final = "definitions.json"
RESULTS: Final = "results.json.zst"
LINKS: Final = "links.bin"
FACTS: Final = "facts.jsonl.zst"
PARTS: Final = (README, DEFINITIONS, RESULTS, LINKS, FACTS)
"""Parts that the manifest lists, in their order in the file, after the manifest and its signature."""
LINK_BYTES: Final = 4
"""Bytes of each link's hash in `LINKS`: enough to find the fact that differs.

The full hash of the last link is the proof.
"""
_encoder = msgspec.json.Encoder(order="deterministic")


Seq = Annotated[int, Meta(ge=0, le=2**62)]
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}\\Z")]
Plain = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]*\Z")]
"""A text without control characters, safe to print on a terminal."""
Instant = Annotated[datetime, Meta(tz=True)]


class Point(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of the journal at which the chain is known.

    Attributes:
        seq: its number in the chain.
        hash: the chain's up to it, hex.
        id: of its fact in the stream, ``epoch-seq``.
    """

    seq: Seq
    hash: Digest
    id: Annotated[str, Meta(pattern="^[0-9]{1,18}-[0-9]{1,18}\\Z")]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the file: name, size in bytes, SHA-256 in hex."""

    name: Plain
    size: Seq
    sha256: Digest


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The description of a sealed period.

    Attributes:
        entity: its name.
        month: ``YYYY-MM``, local.
        begins: the month's start, UTC.
        ends: the month's end, excluded, UTC.
        before: the row before the first one here; the chain's beginning before row 1.
        after: the last row here; later facts cannot change a figure of the month.
        closed_by: number of the fact that closed the month and fixed its definitions.
        sealed_at: UTC.
        public_key: of the signature, Ed25519 (RFC 8032), hex.
        parts: those of `PARTS`.
        software: the release that wrote the file.
        limits: of anomalous traffic: those in force when the month began, and each later change.
    """

    campaign: Plain
    entity: Plain
    month: Plain
    begins: Instant
    ends: Instant
    before: Point
    after: Point
    closed_by: Seq
    sealed_at: Instant
    public_key: Digest
    parts: tuple[Part, ...]
    software: Plain
    format: int = FORMAT
    limits: tuple[LimitsInForce, ...]

    @property
    def facts(self) -> int:
        """Number of facts."""
        return self.after.seq - self.before.seq


def part_of(name: str, content: bytes) -> Part:
    """Return the manifest's entry for a part that fits in memory."""
    return Part(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the bytes that are signed."""
    return _encoder.encode(manifest) + b"\n"


def read_manifest(data: bytes) -> Manifest:
    """Decode and check a manifest.

    Raises:
        Damaged: it is unreadable, inconsistent or of another format.
    """
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Damaged("El manifiesto está dañado: no se puede leer.") from error
    if manifest.format != FORMAT:
        raise Damaged(f"El archivo es del formato {manifest.format}, y esta versión de Atención solo lee el {FORMAT}.")
    within = manifest.before.seq < manifest.closed_by <= manifest.after.seq
    if tuple(part.name for part in manifest.parts) != PARTS or not within:
        raise Damaged("El manifiesto está dañado: no nombra las partes o los hechos que debe.")
    if not _is_month(manifest):
        raise Damaged("El manifiesto está dañado: el mes no empieza o no termina cuando dice.")
    return manifest


def _is_month(manifest: Manifest) -> bool:
    try:
        return (manifest.begins, manifest.ends) == bounds_of(manifest.month)
    except ValueError:
        return False
