"""Whither a call may be handed on: queues of the site, advisors on duty, queues of other campaigns. Pure.

Owns what may be named as the target of a transfer or a consultation, and why another may not. Whether the gateway can
do it, and what comes of it, is the call flow's.
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
    """A transfer or a consultation to nowhere."""

    status = 400
    code = "target_missing"


class TargetNotAllowed(ApiError):
    """What is asked for goes nowhere, and has a target."""

    status = 400
    code = "target_unwanted"


class TargetUnknown(ApiError):
    """There is no such queue, or it is nothing that a call can be handed to in this way."""

    status = 400
    code = "target_unknown"


class AdvisorNotAvailable(ApiError):
    """The advisor who is named takes no call now."""

    status = 409
    code = "advisor_not_available"


class TargetQueue(BaseModel):
    """A queue that a call may be handed to."""

    id: str
    name: str
    waiting: int = Field(description="Llamadas que esperan en ella ahora.")
    available: int = Field(description="Asesores disponibles que la atienden.")


class TargetAdvisor(BaseModel):
    """An advisor on duty; only one who is available can be handed a call."""

    id: str
    name: str
    state: AdvisorState


class TransferToOrigin(ApiError):
    """The call came from the campaign that it is to be handed to."""

    status = 409
    code = "came_from_there"


class PeerQueue(BaseModel):
    """A queue of another campaign; how things stand there is not known here."""

    id: str
    name: str


class TargetCampaign(BaseModel):
    """Another campaign that a call may be handed to."""

    id: str
    name: str
    queues: list[PeerQueue]


class TransferTargets(BaseModel):
    """Where a call may go from here."""

    queues: list[TargetQueue]
    advisors: list[TargetAdvisor]
    campaigns: list[TargetCampaign]


def targets_of(view: DeskView, advisor: str) -> TransferTargets:
    """The queues of the site and of other campaigns, and the advisors on duty but the one who asks: available first.

    Args:
        view: of the floor, now.
        advisor: the advisor's routing id.
    """
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
    """Whether an action has the target that it needs, and no other.

    Args:
        action: what is asked for.
        target: ``queue:<id>``, ``advisor:<id>``, ``campaign:<campaign>/<queue>`` or empty.
        advisor: the advisor's routing id.
        site: the one in force.

    Raises:
        TargetMissing: it needs one.
        TargetNotAllowed: it has one.
        TargetUnknown: there is no such queue, or the kind does not fit the action.
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
    """Whether a call may go to the campaign that is named: not to the one that it came from.

    Args:
        target: of any kind.
        received_from: the campaign that the call came from, or empty.
        site: for the campaign's name.

    Raises:
        TransferToOrigin: it came from there.
    """
    if received_from and target.startswith(f"campaign:{received_from}/"):
        name = labels.campaign_name(site, received_from)
        raise TransferToOrigin(f"La llamada viene de «{name}» y no puede volver allá: escoja una cola de aquí.")


def check_available(name: str, state: AdvisorState) -> None:
    """Whether the advisor who is named can be handed a call now.

    Raises:
        AdvisorNotAvailable: with what they do instead.
    """
    if state != "available":
        raise AdvisorNotAvailable(
            f"«{name}» no está disponible ahora: {labels.in_sentence(ADVISOR_STATE_LABELS[state])}."
        )
