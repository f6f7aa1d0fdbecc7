"""The state of a router at one instant, read from the library and from the model; the two must be equal.

Owns the reading: the public answers, and the keys that the map at the library's head names. It must not request any
change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import redis.asyncio as redis

from call_router import codec
from call_router.acts import FloorSnapshot, Snapshot
from call_router.model import Model
from call_router.service import CallRouter
from call_router.signals import RouterSignal
from eventlog.facts import Envelope
from tests.support.router.campaign_rig import envelope

Scores = dict[str, int]


@dataclass
class RouterState:
    """The new facts of the log, and the current state.

    Attributes:
        mail: signals that each gateway has not acknowledged.
        positions: by kind of queue, the calls in all of that kind; a call in two queues is there twice.
        ready: by queue and band, the advisors with their scores.
        timers: the due times.
    """

    facts: list[Envelope]
    mail: dict[str, list[RouterSignal]]
    floor: FloorSnapshot
    snapshot: Snapshot
    positions: dict[str, list[str]]
    ready: dict[str, Scores]
    timers: Scores


@dataclass
class StateReading:
    """The library's state, the totals, and the ids in the mailboxes."""

    state: RouterState
    totals: dict[str, int]
    mail_ids: dict[str, list[str]]


def state_of_model(model: Model, after: int) -> RouterState:
    """Return the model's state; of its log, the facts after the first ones."""
    calls = model.calls.values()
    return RouterState(
        facts=model.log[after:],
        mail={name: [mail.signal for mail in mails] for name, mails in model.mail.items() if mails},
        floor=model.floor(),
        snapshot=model.snapshot(),
        positions={
            "waiting": sorted(call.id for call in calls if call.phase == "waiting" and call.in_line),
            "ringing": sorted(call.id for call in calls if call.phase == "offered"),
            "gathering": sorted(call.id for call in calls if call.phase == "offered" and call.in_line),
        },
        ready=_ready(model),
        timers=model.timers,
    )


def _ready(model: Model) -> dict[str, Scores]:
    ready: dict[str, Scores] = {}
    for advisor in model.advisors.values():
        for queue, level in advisor.queues.items() if advisor.state == "available" else ():
            band = model.band_of(queue, level)
            if band is not None:
                ready.setdefault(f"{queue}:{band}", {})[advisor.id] = model.score(queue, advisor)
    return ready


async def state_of_router(client: redis.Redis, router: CallRouter, campaign: str, after: int) -> StateReading:
    """Return the library's state; of its log, the facts after the first ones."""
    tag = f"{{{campaign}}}:"
    names = sorted([key.decode().removeprefix(tag) async for key in client.scan_iter(f"{tag}*", 1_000)])
    stored = await _stored(client, tag, names, after)
    mail = {name.removeprefix("mailbox:"): codec.read_mail({name: stored[name]}) for name in _select("mailbox", names)}
    state = RouterState(
        facts=[_envelope(entry, campaign) for entry in stored.get("log", [])],
        mail={name: [signal for _, signal in mails] for name, mails in mail.items() if mails},
        floor=await router.floor(),
        snapshot=await router.snapshot(),
        positions={kind: _calls(stored, _select(kind, names)) for kind in ("waiting", "ringing", "gathering")},
        ready={name.removeprefix("ready:"): stored[name] for name in _select("ready", names)},
        timers=stored.get("timers", {}),
    )
    totals = await router.totals()
    return StateReading(state, totals, {name: [identity for identity, _ in mails] for name, mails in mail.items()})


async def _stored(client: redis.Redis, tag: str, names: Sequence[str], after: int) -> dict[str, Any]:
    """Return the content of the keys, all read at once."""
    kinds = ("waiting", "ringing", "gathering", "ready", "timers")
    sorted_sets = [name for name in names if name.partition(":")[0] in kinds]
    streams = _select("mailbox", names) + [name for name in names if name == "log"]
    reading = client.pipeline(transaction=False)
    for name in sorted_sets:
        reading.zrange(tag + name, 0, -1, withscores=True)
    for name in streams:
        reading.xrange(tag + name, min=f"(1-{after}" if name == "log" and after else "-")
    replies = dict(zip([*sorted_sets, *streams], await reading.execute(), strict=True))
    return {
        name: {member.decode(): int(score) for member, score in value} if name in sorted_sets else value
        for name, value in replies.items()
    }


def _select(kind: str, names: Sequence[str]) -> list[str]:
    return [name for name in names if name.startswith(f"{kind}:")]


def _calls(stored: Mapping[str, Scores], names: Sequence[str]) -> list[str]:
    return sorted(key.partition(":")[2] for name in names for key in stored[name])


def _envelope(entry: tuple[bytes, dict[bytes, bytes]], campaign: str) -> Envelope:
    return msgspec.structs.replace(envelope(*entry), campaign=campaign)
