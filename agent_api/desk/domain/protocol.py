"""Messages from the server on the desk's WebSocket: four kinds, as JSON. Pure.

Owns their fields (docs/desk-protocol.md describes them for client developers) and their encoding. Entities are sent
complete: a client only stores and removes them, and only the server folds the log.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Literal

import msgspec

from agent_api.desk.domain.floor import EntityKey, EntityKind
from eventlog.facts import StreamId

KINDS: tuple[EntityKind, ...] = (
    "queue",
    "advisor",
    "call",
    "pop",
    "refusal",
    "supervision",
    "level",
    "tally",
    "bulletin",
)
HEARTBEAT_INTERVAL_S = 5.0
"""Maximum interval between messages; a client may treat the connection as lost after 12 s without one."""
MAX_CLIENT_MESSAGE_LENGTH = 4096
"""Bytes. Clients need to send nothing; a longer message closes the connection (1009)."""

Ability = Literal["three_way", "supervision", "keypad"]
ByeCode = Literal["session_ended", "too_slow", "restarting", "too_many_connections"]
CLOSE_CODES: dict[ByeCode, int] = {
    "session_ended": 4401,
    "too_slow": 4408,
    "too_many_connections": 4429,
    "restarting": 1012,  # RFC 6455's registry: service restart
}
DETAILS: dict[ByeCode, str] = {
    "session_ended": "La sesión terminó. Ingrese de nuevo para continuar.",
    "too_slow": "La conexión no recibe los cambios a tiempo. Se intentará de nuevo.",
    "too_many_connections": "Hay demasiadas ventanas abiertas con este usuario. Cierre alguna.",
    "restarting": "El servidor se está reiniciando. La conexión volverá en un momento.",
}


class ConnectionOwner(msgspec.Struct, frozen=True, kw_only=True):
    """The user of the connection; `abilities` are optional features of the gateways.

    `queues` are an advisor's queues in the site's list, on duty or not; empty for other users.
    """

    user: str
    name: str
    roles: tuple[str, ...]
    permissions: tuple[str, ...]
    abilities: tuple[Ability, ...] = ()
    queues: tuple[str, ...] = ()


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="snapshot"):
    """All entities that this client may see; it replaces the client's state."""

    seq: str
    now: str
    me: ConnectionOwner
    entities: dict[EntityKind, dict[str, msgspec.Raw]]


class Put(msgspec.Struct, frozen=True):
    """An entity with its complete current value."""

    kind: EntityKind
    id: str
    value: msgspec.Raw


class Drop(msgspec.Struct, frozen=True):
    """An entity that no longer exists or is no longer visible to this client; it may be unknown."""

    kind: EntityKind
    id: str


class Changes(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="changes"):
    """The changes up to ``seq``."""

    seq: str
    now: str
    put: list[Put]
    drop: list[Drop]


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="heartbeat"):
    """A sign of life without changes."""

    seq: str
    now: str


class Bye(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="bye"):
    """The last message before the server closes the connection with `CLOSE_CODES`."""

    code: ByeCode
    detail: str


Message = Snapshot | Changes | Heartbeat | Bye
_encoder = msgspec.json.Encoder()


def encode(message: Message) -> str:
    """Encode a message as JSON text."""
    return _encoder.encode(message).decode()


def format_moment(at: datetime | None) -> str | None:
    """Format a time for entities and messages: ISO 8601, UTC, milliseconds."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def snapshot(seq: StreamId, now: datetime, me: ConnectionOwner, values: Mapping[EntityKey, msgspec.Raw]) -> Snapshot:
    """Build the message with all visible entities."""
    entities: dict[EntityKind, dict[str, msgspec.Raw]] = {kind: {} for kind in KINDS}
    for (kind, name), value in values.items():
        entities[kind][name] = value
    return Snapshot(seq=str(seq), now=format_moment(now) or "", me=me, entities=entities)


def changes(
    seq: StreamId, now: datetime, values: Mapping[EntityKey, msgspec.Raw], dropped: Iterable[EntityKey]
) -> Changes:
    """Build the message with the changed and the dropped entities."""
    return Changes(
        seq=str(seq),
        now=format_moment(now) or "",
        put=[Put(kind, name, value) for (kind, name), value in values.items()],
        drop=[Drop(kind, name) for kind, name in dropped],
    )


def bye(code: ByeCode) -> Bye:
    """Build the last message."""
    return Bye(code=code, detail=DETAILS[code])
