"""Targets of transfers and consultations: queues, advisors on duty, queues of other campaigns. Pure.

Owns the valid targets and the reasons of refusals. The call flow decides whether the gateway supports the action, and
its result.
"""

from collections import Counter

from pydantic import BaseModel, Field

from agent_api.desk.domain.entities import DeskView
from agent_api.kit import labels
from agent_api.kit.errors import ApiError
from call_router.signals import AdvisorAction
from config.site.model import Site
from eventlog.facts import AdvisorState
from eventlog.facts.labels import ADVISOR_STATE_LABELS

ACTIONS_WITH_TARGET: frozenset[AdvisorAction] = frozenset({"transfer", "consult"})


class TargetMissing(ApiError):
    """A transfer or consultation without a target."""

    status = 400
    code = "target_missing"


class TargetNotAllowed(ApiError):
    """A target for an action that has none."""

    status = 400
    code = "target_unwanted"


class TargetUnknown(ApiError):
    """The target does not exist, or its kind does not fit the action."""

    status = 400
    code = "target_unknown"


class AdvisorNotAvailable(ApiError):
    """The target advisor is not available now."""

    status = 409
    code = "advisor_not_available"


class TargetQueue(BaseModel):
    """A queue to which a call can be transferred."""

    id: str
    name: str
    waiting: int = Field(description="Llamadas que esperan en ella ahora.")
    available: int = Field(description="Asesores disponibles que la atienden.")


class TargetAdvisor(BaseModel):
    """An advisor on duty; only an available one can receive a call."""

    id: str
    name: str
    state: AdvisorState


class TransferToOrigin(ApiError):
    """The call came from the target campaign."""

    status = 409
    code = "came_from_there"


class PeerQueue(BaseModel):
    """A queue of another campaign; its state is not known here."""

    id: str
    name: str


class TargetCampaign(BaseModel):
    """Another campaign to which a call can be transferred."""

    id: str
    name: str
    queues: list[PeerQueue]


class TransferTargets(BaseModel):
    """The possible targets of a transfer or consultation."""

    queues: list[TargetQueue]
    advisors: list[TargetAdvisor]
    campaigns: list[TargetCampaign]


def targets_of(view: DeskView, advisor: str) -> TransferTargets:
    """Return the targets for an advisor: the queues, and the other advisors on duty, available ones first."""
    on_duty = {name: now for name, now in view.floor.advisors.items() if now.state != "offline" and name != advisor}
    free = Counter(queue for now in on_duty.values() if now.state == "available" for queue in now.queues)
    queues = [
        TargetQueue(id=id_, name=queue.name, waiting=view.floor.queue(id_).waiting, available=free[id_])
        for id_, queue in view.site.queues.items()
    ]
    advisors = [
        TargetAdvisor(id=name, name=view.names.get(name, name), state=now.state) for name, now in on_duty.items()
    ]
    return TransferTargets(
        queues=queues,
        advisors=sorted(advisors, key=lambda each: (each.state != "available", each.name)),
        campaigns=_campaigns(view.site),
    )


def _campaigns(site: Site) -> list[TargetCampaign]:
    return [
        TargetCampaign(
            id=other.id,
            name=other.name,
            queues=[PeerQueue(id=id_, name=name) for id_, name in other.queues.items()],
        )
        for other in site.campaigns.values()
        if other.queues
    ]


def check_target(action: AdvisorAction, target: str, advisor: str, site: Site) -> None:
    """Check that an action has a target if and only if it needs one.

    `target` is ``queue:<id>``, ``advisor:<id>``, ``campaign:<campaign>/<queue>`` or empty.

    Raises:
        TargetMissing: the action needs one.
        TargetNotAllowed: the action has none.
        TargetUnknown: unknown queue, or a kind that does not fit the action.
    """
    if action not in ACTIONS_WITH_TARGET:
        if target:
            raise TargetNotAllowed("Solo una transferencia o una consulta llevan destino.")
        return
    kind, _, name = target.partition(":")
    if not target:
        raise TargetMissing("Escoja a qué cola o a qué asesor.")
    if kind in ("queue", "campaign") and action == "consult":
        raise TargetUnknown("Se consulta a un asesor, no a una cola.")
    if target == f"advisor:{advisor}":
        raise TargetUnknown("La llamada ya es suya: escoja a otro asesor.")
    if not _is_known(kind, name, site):
        raise TargetUnknown("No hay ninguna cola ni asesor con ese nombre.")


def _is_known(kind: str, name: str, site: Site) -> bool:
    match kind:
        case "queue":
            return name in site.queues
        case "campaign":
            campaign, _, queue = name.partition("/")
            return campaign in site.campaigns and queue in site.campaigns[campaign].queues
    return kind == "advisor" and bool(name)


def check_not_origin(target: str, received_from: str, site: Site) -> None:
    """Check that a call does not return to the campaign that it came from (empty: none).

    Raises:
        TransferToOrigin: it came from the target campaign.
    """
    if received_from and target.startswith(f"campaign:{received_from}/"):
        name = labels.campaign_name(site, received_from)
        raise TransferToOrigin(f"La llamada viene de «{name}» y no puede volver allá: escoja una cola de aquí.")


def check_available(name: str, state: AdvisorState) -> None:
    """Check that an advisor can receive a call now.

    Raises:
        AdvisorNotAvailable: names their current state.
    """
    if state != "available":
        raise AdvisorNotAvailable(
            f"«{name}» no está disponible ahora: {labels.in_sentence(ADVISOR_STATE_LABELS[state])}."
        )
