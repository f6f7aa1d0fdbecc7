"""Entities of the desk with their Spanish labels, and the rules of who may see them. Pure.

Owns the fields of each entity and the only table of visibility. It must not decide how or when they are sent.
"""

from collections.abc import Callable, Mapping
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from agent_api.desk.domain.floor import EntityKey, EntityKind, Floor
from agent_api.desk.domain.protocol import format_moment
from agent_api.kit import labels
from call_router.acts import CallCard, CardStage, RecordingState
from config.site.calls.lines import ScriptEvent
from config.site.model import Site
from eventlog.facts import AdvisorState, Outcome
from eventlog.facts.calls.routing import AdvisorAction, Obstacle
from eventlog.facts.calls.supervision import SupervisionMode

_encoder = msgspec.json.Encoder()


class QueueEntity(msgspec.Struct, frozen=True, kw_only=True):
    """A queue; `call_backs` counts the open call-backs. Times are as `protocol.format_moment` writes them."""

    id: str
    name: str
    waiting: int
    longest_since: str | None
    threshold_s: int | None
    call_backs: int


class AdvisorEntity(msgspec.Struct, frozen=True, kw_only=True):
    """An advisor; `pending` is the state after the call: paused, offline or null. Paid pauses count as work.

    A viewer who may not see why a colleague paused gets null for `reason`, `reason_name` and `paid`.
    """

    id: str
    name: str
    state: AdvisorState
    reason: str | None
    reason_name: str | None
    paid: bool | None
    since: str | None
    call: str | None
    until: str | None
    pending: str | None
    queues: tuple[str, ...]


class CallEntity(msgspec.Struct, frozen=True, kw_only=True):
    """A call or a promised call-back; `choice` holds the labels of the selected menu options, in order.

    `advisor` is in the conversation or wrap-up, `ringing` are the advisors whose phone rings. `first_at` is the start
    of the caller's wait, in any queue, call or campaign; `received_from` the campaign of origin. `again_at` is the time
    of the next dial of a call-back. `held_at` is the start of the present hold, `held_ms` the time of the earlier ones.
    `joined` means that caller, advisor and `consulted` talk together. `survey` says
    whether the caller can be sent to the survey, `number_words` the kind and source of the number. `head_start_s` and
    `priority_words` say how much earlier the call counts as having come, and why; a call without priority has neither.
    """

    id: str
    kind: Literal["call", "call_back"]
    line: str
    line_name: str
    stage: CardStage
    queue: str | None
    queue_name: str | None
    choice: list[str]
    arrived_at: str | None
    first_at: str | None
    queued_at: str | None
    offered_at: str | None
    answered_at: str | None
    ended_at: str | None
    advisor: str | None
    ringing: tuple[str, ...]
    transferred_by: str | None
    transferred_by_name: str | None
    received_from: str | None
    received_from_name: str | None
    consulted: str | None
    consulted_name: str | None
    consulted_talks: bool
    joined: bool
    attempt: int
    again_at: str | None
    held: bool
    held_at: str | None
    held_ms: int
    muted: bool
    recording: RecordingState
    number_words: str | None
    survey: bool
    outcome: Outcome | None
    head_start_s: int | UnsetType = UNSET
    priority_words: str | UnsetType = UNSET


class LargeClientMark(msgspec.Struct, frozen=True, kw_only=True):
    """The large client that has the number of a call, and the service agreed with it."""

    name: str
    service: str


class ScreenPopEntity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The screen pop of a call: the line's script and the possible customer, and the large client, omitted if none.

    `script_done` says by which event a step of the script (from 1) is done. `possible_customers` counts the customers
    with the number, if several share it; `possible_customer` is then null.
    """

    call: str
    script: list[str]
    number_masked: str
    possible_customer: str | None
    open_tickets: int
    script_done: Mapping[ScriptEvent, int] = {}
    possible_customers: int = 0
    large_client: LargeClientMark | None = None


class RefusalEntity(msgspec.Struct, frozen=True, kw_only=True):
    """A refused request of an advisor; `number` distinguishes successive ones, `words` is the message to show."""

    call: str
    number: int
    action: AdvisorAction
    reason: Obstacle
    words: str


class SupervisionEntity(msgspec.Struct, frozen=True, kw_only=True):
    """A supervision of a conversation; not `present` while the supervisor's phone rings."""

    call: str
    supervisor: str
    supervisor_name: str
    mode: SupervisionMode
    present: bool


class ServiceLevelEntity(msgspec.Struct, frozen=True, kw_only=True):
    """Service level of a line (``*``: all) in the current interval or day: ``within`` of ``ingressed``."""

    line: str
    scope: str
    begins: str = msgspec.field(name="from")
    ends: str = msgspec.field(name="to")
    within: int
    ingressed: int
    answered: int
    queued: int
    abandoned: int
    share: str | None


class QueueDayEntity(msgspec.Struct, frozen=True, kw_only=True):
    """The day of a queue: its visits as in the closing balance, and its call-backs.

    `within` were answered within the queue's threshold. `overflowed` visits ended by a rule of the site;
    `call_backs_promised` of those by a promised call-back.
    """

    queue: str
    begins: str = msgspec.field(name="from")
    ends: str = msgspec.field(name="to")
    entered: int
    answered: int
    within: int
    abandoned: int
    overflowed: int
    call_backs_promised: int
    call_backs_talked: int
    call_backs_given_up: int


class BulletinNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice that a user's messages and announcements changed; clients read them then. ``seq`` is of the change."""

    user: str
    seq: str


class DeskView(msgspec.Struct, frozen=True, kw_only=True):
    """The source of all entities at one moment.

    Attributes:
        names: of people, by user.
        pops: by call, as far as found.
        levels: by id.
        tallies: by queue.
        bulletins: the last change of messages and announcements since the view began, by user.
    """

    floor: Floor
    site: Site
    names: Mapping[str, str]
    pops: Mapping[str, ScreenPopEntity]
    levels: Mapping[str, ServiceLevelEntity]
    tallies: Mapping[str, QueueDayEntity]
    bulletins: Mapping[str, str] = {}


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """A user's rights to see entities.

    Attributes:
        user: an advisor's routing id too.
        board: whether they see the whole board.
        pause_reasons: whether they see why other advisors paused.
    """

    user: str
    board: bool
    pause_reasons: bool


def encode_entity(view: DeskView, key: EntityKey, *, redacted: bool) -> msgspec.Raw | None:
    """Encode an entity, a `redacted` advisor without the reason of the pause; None if it does not exist."""
    made = _BUILDERS[key[0]](view, key[1])
    if redacted and isinstance(made, AdvisorEntity):
        made = replace(made, reason=None, reason_name=None, paid=None)
    return None if made is None else msgspec.Raw(_encoder.encode(made))


def is_redacted(viewer: Viewer, key: EntityKey) -> bool:
    """Return whether a user gets an entity without the reason of a pause: that of a colleague."""
    return key[0] == "advisor" and not viewer.pause_reasons and key[1] != viewer.user


def may_see(view: DeskView, viewer: Viewer, key: EntityKey) -> bool:
    """Return whether a user may see an existing entity."""
    return _VISIBILITY[key[0]](view, viewer, key[1])


def visible_keys(view: DeskView, viewer: Viewer) -> list[EntityKey]:
    """Return the keys of all entities that a user may see."""
    floor = view.floor
    keys: list[EntityKey] = [("queue", name) for name in floor.queues]
    keys += [("advisor", name) for name in floor.advisors]
    keys += [("call", name) for name in floor.calls]
    keys += [("pop", name) for name in view.pops]
    keys += [("refusal", name) for name in floor.calls_with_refusals]
    keys += [("supervision", name) for name, card in floor.calls.items() if card.supervised]
    keys += [("level", name) for name in view.levels]
    keys += [("tally", name) for name in view.tallies]
    return [key for key in keys if may_see(view, viewer, key)]


def _queue(view: DeskView, name: str) -> QueueEntity:
    now, settings = view.floor.queue(name), view.site.queues.get(name)
    return QueueEntity(
        id=name,
        name=labels.queue_name(view.site, name),
        waiting=now.waiting,
        longest_since=format_moment(now.longest_since),
        threshold_s=settings.threshold_s if settings else None,
        call_backs=view.floor.call_backs(name),
    )


def _advisor(view: DeskView, name: str) -> AdvisorEntity | None:
    now = view.floor.advisors.get(name)
    if now is None:
        return None
    pause = view.site.pauses.get(now.reason)
    return AdvisorEntity(
        id=name,
        name=view.names.get(name, name),
        state=now.state,
        reason=now.reason or None,
        reason_name=pause.name if pause else None,
        paid=pause is not None and pause.paid,
        since=format_moment(now.since),
        call=now.call or None,
        until=format_moment(now.until),
        pending=now.pending or None,
        queues=now.queues,
    )


def _call(view: DeskView, name: str) -> CallEntity | None:
    card = view.floor.calls.get(name)
    return None if card is None else _call_of(view, name, card)


def _call_of(view: DeskView, name: str, card: CallCard) -> CallEntity:
    ringing, talked = view.floor.ringing_advisors(name), view.floor.advisors_of(name)
    return CallEntity(
        id=name,
        kind="call_back" if card.call_back_of else "call",
        line=card.line,
        line_name=labels.line_name(view.site, card.line),
        stage=card.stage,
        queue=card.queue or None,
        queue_name=labels.queue_name(view.site, card.queue) if card.queue else None,
        choice=_choice_labels(view.site, card),
        arrived_at=format_moment(card.arrived_at),
        first_at=format_moment(card.first_at),
        queued_at=format_moment(card.queued_at),
        offered_at=format_moment(card.offered_at),
        answered_at=format_moment(card.answered_at),
        ended_at=format_moment(card.ended_at),
        advisor=card.advisor or (talked[0] if card.stage == "wrap_up" else None),
        ringing=ringing,
        transferred_by=card.transferred_by or None,
        transferred_by_name=_name(view, card.transferred_by),
        received_from=card.received_from or None,
        received_from_name=labels.campaign_name(view.site, card.received_from) if card.received_from else None,
        consulted=card.consulted or None,
        consulted_name=_name(view, card.consulted),
        joined=card.joined,
        consulted_talks=bool(card.consulted) and card.consulted in talked and card.consulted not in ringing,
        attempt=card.attempt,
        again_at=format_moment(card.again_at),
        held=card.held,
        held_at=format_moment(card.held_at),
        held_ms=card.held_ms,
        muted=card.muted,
        recording=card.recording,
        number_words=labels.number_label(card.number_kind, card.number_given),
        survey=not card.call_back_of and view.site.survey is not None and card.line in view.site.survey.lines,
        outcome=card.outcome,
        head_start_s=card.head_start_s or UNSET,
        priority_words=labels.priority_label(card.head_start_s, card.number_head_start_s) or UNSET,
    )


def _choice_labels(site: Site, card: CallCard) -> list[str]:
    return [labels.option_label(site, menu, option) or option for menu, option in card.choices]


def _name(view: DeskView, advisor: str) -> str | None:
    return view.names.get(advisor, advisor) if advisor else None


def _pop(view: DeskView, name: str) -> ScreenPopEntity | None:
    return view.pops.get(name) if name in view.floor.calls else None


def _refusal(view: DeskView, name: str) -> RefusalEntity | None:
    refused = view.floor.refused_request(name)
    if refused is None:
        return None
    words = f"No se pudo {labels.ADVISOR_ACTIONS[refused.action]}: {labels.OBSTACLES[refused.reason]}."
    return RefusalEntity(call=name, number=refused.number, action=refused.action, reason=refused.reason, words=words)


def _supervision(view: DeskView, name: str) -> SupervisionEntity | None:
    now = view.floor.calls[name].supervised if name in view.floor.calls else None
    if now is None:
        return None
    supervisor_name = view.names.get(now.supervisor, now.supervisor)
    return SupervisionEntity(
        call=name, supervisor=now.supervisor, supervisor_name=supervisor_name, mode=now.mode, present=now.present
    )


def _level(view: DeskView, name: str) -> ServiceLevelEntity | None:
    return view.levels.get(name)


def _tally(view: DeskView, name: str) -> QueueDayEntity | None:
    return view.tallies.get(name)


def _bulletin(view: DeskView, name: str) -> BulletinNotice | None:
    return BulletinNotice(user=name, seq=view.bulletins[name]) if name in view.bulletins else None


_BUILDERS: dict[EntityKind, Callable[[DeskView, str], msgspec.Struct | None]] = {
    "queue": _queue,
    "advisor": _advisor,
    "call": _call,
    "pop": _pop,
    "refusal": _refusal,
    "supervision": _supervision,
    "level": _level,
    "tally": _tally,
    "bulletin": _bulletin,
}


def _is_own_call(view: DeskView, viewer: Viewer, call: str) -> bool:
    """Return whether the call rings at the user's phone, or is in their conversation or wrap-up."""
    return viewer.user in view.floor.advisors_of(call)


def _is_own_request(view: DeskView, viewer: Viewer, call: str) -> bool:
    """Return whether the refused request is the user's."""
    refused = view.floor.refused_request(call)
    return refused is not None and refused.advisor == viewer.user


# Without the board, an advisor sees their own entities, but no supervision. Only the call's advisor sees its pop.
_VISIBILITY: dict[EntityKind, Callable[[DeskView, Viewer, str], bool]] = {
    "queue": lambda view, sight, name: sight.board or name in view.floor.queues_of(sight.user),
    "advisor": lambda view, sight, name: sight.board or name == sight.user,
    "call": lambda view, sight, name: sight.board or _is_own_call(view, sight, name),
    "pop": _is_own_call,
    "refusal": _is_own_request,
    "supervision": lambda view, sight, name: sight.board,
    "level": lambda view, sight, name: sight.board,
    "tally": lambda view, sight, name: sight.board,
    "bulletin": lambda view, sight, name: name == sight.user,
}
