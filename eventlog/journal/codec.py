"""Facts as bytes: entries of the stream, and the canonical bytes that are journaled and hashed. Pure.

Owns both formats. Equal envelopes must always have equal canonical bytes, because the chain hashes them.
"""

from collections.abc import Mapping

import msgspec

from config.milliseconds import from_milliseconds
from eventlog.errors import Unreadable
from eventlog.facts import AnyFact, Envelope, StreamId

_facts = msgspec.json.Decoder(AnyFact)
_envelopes = msgspec.json.Decoder(Envelope)
_canonical = msgspec.json.Encoder(order="deterministic")


def read_entry(campaign: str, identity: bytes, fields: Mapping[bytes, bytes]) -> Envelope:
    """Decode an entry of the stream ``{campaign}:log``.

    Its fields: ``at`` (ms since the Unix epoch), ``call``, ``actor``, ``site``, ``fact`` (JSON).

    Raises:
        Unreadable: a field is missing, or it is no fact that this release knows.
    """
    try:
        return Envelope(
            id=str(StreamId.parse(identity.decode())),
            at=from_milliseconds(int(fields[b"at"])),
            campaign=campaign,
            call_id=fields[b"call"].decode(),
            actor=fields[b"actor"].decode(),
            site_version=fields[b"site"].decode(),
            fact=_facts.decode(fields[b"fact"]),
        )
    except (KeyError, ValueError, msgspec.MsgspecError) as error:
        raise Unreadable(f"la entrada {identity.decode(errors='replace')} no es un hecho conocido: {error}") from error


def read_fact(data: bytes) -> AnyFact:
    """Decode a fact from JSON.

    Raises:
        Unreadable: it is no fact that this release knows.
    """
    try:
        fact: AnyFact = _facts.decode(data)
        return fact
    except (ValueError, msgspec.MsgspecError) as error:
        raise Unreadable(f"una fila en espera no es un hecho conocido: {error}") from error


def canonical_bytes(envelope: Envelope) -> bytes:
    """Encode an envelope as the canonical bytes of the journal and the chain."""
    return _canonical.encode(envelope)


def read_canonical(data: bytes) -> Envelope:
    """Decode canonical bytes.

    Raises:
        Unreadable: they hold no envelope.
    """
    try:
        return _envelopes.decode(data)
    except (ValueError, msgspec.MsgspecError) as error:
        raise Unreadable(f"una fila del diario no es un hecho conocido: {error}") from error


def tag_of(fact: AnyFact) -> str:
    """Return the tag of a fact in its JSON."""
    return str(fact.__struct_config__.tag)
