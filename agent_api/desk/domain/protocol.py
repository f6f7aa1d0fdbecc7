"""What is said on the desk's WebSocket, from us to the client: four kinds of message, as JSON. Pure.

Owns their shape (docs/desk-protocol.md tells it to whoever writes a client) and how they are encoded. Entities travel
whole: a client only puts and drops, and the one fold of the log is ours.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Literal

import msgspec

from agent_api.desk.domain.floor import EntityKey, EntityKind
from eventlog.facts import StreamId

KINDS: tuple[EntityKind, ...] = ("queue", "advisor", "call", "pop", "refusal", "supervision", "level", "tally")
HEARTBEAT_INTERVAL_S = 5.0
"""How often a client hears of us at least; it may take the connection for lost after 12 s of silence."""
MAX_CLIENT_MESSAGE_LENGTH = 4096
"""Bytes. Nothing that a client says is needed; what is longer closes the connection (1009)."""

Ability = Literal["three_way", "supervision"]
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
    """Whose connection it is; `abilities` is what the gateways can do beyond what all can.

    `queues` are those that an advisor serves by the site's list, on duty or not; empty for everybody else.
    """

    user: str
    name: str
    roles: tuple[str, ...]
    permissions: tuple[str, ...]
    abilities: tuple[Ability, ...] = ()
    queues: tuple[str, ...] = ()


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="snapshot"):
    """All that this client may see; it replaces whatever was known."""

    seq: str
    now: str
    me: ConnectionOwner
    entities: dict[EntityKind, dict[str, msgspec.Raw]]


class Put(msgspec.Struct, frozen=True):
    """An entity as it is now, whole."""

    kind: EntityKind
    id: str
    value: msgspec.Raw


class Drop(msgspec.Struct, frozen=True):
    """An entity that is no more, or no longer this client's to see; dropping what is not known changes nothing."""

    kind: EntityKind
    id: str


class Changes(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="changes"):
    """What changed up to ``seq``."""

    seq: str
    now: str
    put: list[Put]
    drop: list[Drop]


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="heartbeat"):
    """Nothing changed, and we are there."""

    seq: str
    now: str


class Bye(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="bye"):
    """The last message; the connection is closed behind it with `CLOSE_CODES`."""

    code: ByeCode
    detail: str


Message = Snapshot | Changes | Heartbeat | Bye
_encoder = msgspec.json.Encoder()


def encode(message: Message) -> str:
    """A message as the text that is sent."""
    return _encoder.encode(message).decode()


def format_moment(at: datetime | None) -> str | None:
    """A moment as entities and messages write it: ISO 8601, UTC, milliseconds."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def snapshot(seq: StreamId, now: datetime, me: ConnectionOwner, values: Mapping[EntityKey, msgspec.Raw]) -> Snapshot:
    """Everything that is seen."""
    entities: dict[EntityKind, dict[str, msgspec.Raw]] = {kind: {} for kind in KINDS}
    for (kind, name), value in values.items():
        entities[kind][name] = value
    return Snapshot(seq=str(seq), now=format_moment(now) or "", me=me, entities=entities)


def changes(
    seq: StreamId, now: datetime, values: Mapping[EntityKey, msgspec.Raw], dropped: Iterable[EntityKey]
) -> Changes:
    """What was touched: as it is now, or gone."""
    return Changes(
        seq=str(seq),
        now=format_moment(now) or "",
        put=[Put(kind, name, value) for (kind, name), value in values.items()],
        drop=[Drop(kind, name) for kind, name in dropped],
    )


def bye(code: ByeCode) -> Bye:
    """The last message."""
    return Bye(code=code, detail=DETAILS[code])
