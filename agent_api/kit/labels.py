"""The Spanish words for what the code says in English: the customer's own, one each.

Owns the words only; sentences are made where they are read.
"""

from typing import Literal

from config.site.calls.dialling import NumberKind, NumberSource
from config.site.model import Site
from config.site.tickets.typology import Topic, find_topic
from eventlog.facts import (
    AdvisorState,
    CallHeld,
    CallMuted,
    CallRetrieved,
    CallUnmuted,
    Fact,
    OfferEnd,
    Outcome,
)
from eventlog.facts.calls.routing import AdvisorAction, Obstacle
from eventlog.facts.calls.supervision import SupervisionEnd, SupervisionMode

PETITION = "petición"
"""What every ticket is to the law, whatever its kind is called."""
OUTCOMES: dict[Outcome, str] = {
    "answered": "contestada",
    "abandoned_ivr": "abandonada en IVR",
    "abandoned_queue": "abandonada en cola",
    "after_hours": "fuera de horario",
    "voice_message": "mensaje de voz",
    "message": "mensaje",
    "callback": "devolución pedida",
    "self_served": "autogestionada en IVR",
    "overflowed_out": "desbordada fuera",
    "capacity_rejected": "rechazada por capacidad",
    "technical_failure": "falla técnica",
}
ADVISOR_STATES: dict[AdvisorState, str] = {
    "offline": "desconectado",
    "available": "disponible",
    "offered": "timbrando",
    "talking": "en llamada",
    "wrap_up": "tipificando",
    "paused": "en pausa",
}
OFFER_ENDS: dict[OfferEnd, str] = {
    "no_answer": "no contestó",
    "declined": "rechazó la llamada",
    "busy": "estaba ocupado",
    "unreachable": "no se pudo alcanzar",
    "failed": "no se pudo conectar",
    "caller_left": "dejó de timbrar porque quien llamaba colgó",
    "lapsed": "no contestó a tiempo",
    "taken": "dejó de timbrar porque otro asesor contestó",
    "withdrawn": "dejó de timbrar porque la llamada siguió por otra parte",
}
IN_CALL_ACTIONS: dict[type[Fact], str] = {
    CallHeld: "puso en espera a quien llama",
    CallRetrieved: "retomó la llamada que estaba en espera",
    CallMuted: "silenció su micrófono",
    CallUnmuted: "volvió a activar su micrófono",
}
ADVISOR_REQUESTS: dict[str, str] = {
    "paused": "pidió una pausa para cuando termine la llamada",
    "offline": "pidió desconectarse cuando termine la llamada",
    "": "retiró lo que había pedido para después de la llamada",
}
ADVISOR_ACTIONS: dict[AdvisorAction, str] = {
    "hold": "poner la llamada en espera",
    "retrieve": "retomar la llamada",
    "mute": "silenciar el micrófono",
    "unmute": "activar el micrófono",
    "pause_recording": "pausar la grabación",
    "resume_recording": "reanudar la grabación",
    "hang_up": "colgar",
    "survey": "transferir a la encuesta",
    "transfer": "transferir la llamada",
    "consult": "consultar a otro asesor",
    "join": "hablar entre los tres",
    "hand_over": "entregar la llamada",
    "take_back": "retomar la llamada",
}
OBSTACLES: dict[Obstacle, str] = {
    "consulting": "durante una consulta eso no se puede: primero entregue o retome la llamada",
    "nobody_consulted": "no hay ninguna consulta en curso",
    "not_picked_up": "el asesor consultado aún no contesta",
    "not_available": "el otro asesor ya no está disponible",
    "nobody_there": "aún no hay nadie en la línea",
    "target_unknown": "ese destino no existe",
    "no_survey": "esta llamada no tiene encuesta",
    "unsupported": "la central telefónica no lo permite",
    "late": "el sistema no respondió a tiempo",
    "failed": "el sistema no lo pudo hacer",
}
SUPERVISION_MODES: dict[SupervisionMode, str] = {
    "listen": "escuchar",
    "whisper": "susurrar al asesor",
    "barge": "intervenir",
}
SUPERVISION_ENDS: dict[SupervisionEnd, str] = {
    "stopped": "la dejó",
    "left": "colgó su teléfono",
    "no_answer": "no contestó su teléfono",
    "call_over": "la conversación terminó o siguió por otra parte",
}
ENDED_BY: dict[str, str] = {
    "caller": "colgó quien llamaba",
    "advisor": "colgó el asesor",
    "system": "la cerró el sistema",
    "failure": "la cortó una falla",
    "sent_on": "siguió en otra campaña",
}
NUMBER_KINDS: dict[NumberKind, str] = {
    "mobile": "celular",
    "fixed": "fijo",
    "international": "internacional",
    "satellite": "satelital",
    "premium": "de tarifa con recargo",
    "toll_free": "gratuito (01 8000)",
    "emergency": "de emergencias",
    "short": "corto",
    "unknown": "que no existe en ningún plan de numeración",
    "hidden": "oculto",
}
NUMBER_SOURCES: dict[NumberSource, str] = {
    "network": "del identificador de la red",
    "keyed": "marcado por la persona",
    "unverified": "sin verificar",
}
QUEUE_REASONS: dict[str, str] = {
    "menu": "por elección en el menú",
    "fallback": "después de silencios o teclas equivocadas",
    "overflow": "por desborde de otra cola",
    "transfer": "por transferencia de un asesor",
    "received": "por transferencia desde otra campaña",
}


def line_name(site: Site, line: str) -> str:
    """The line's name, or its id when the site of today no longer has it."""
    return site.lines[line].name if line in site.lines else line


def queue_name(site: Site, queue: str) -> str:
    """The queue's name, or its id when the site of today no longer has it."""
    return site.queues[queue].name if queue in site.queues else queue


def campaign_name(site: Site, campaign: str) -> str:
    """The name of another campaign, or its id when the site of today does not name it."""
    return site.campaigns[campaign].name if campaign in site.campaigns else campaign


def option_label(site: Site, menu: str, option: str) -> str:
    """What a key of a menu means, or nothing when the site of today no longer has it."""
    known = site.menus[menu].options.get(option) if menu in site.menus else None
    return known.label if known else ""


def kind_name(site: Site, kind: str) -> str:
    """The kind's name, or its id when that site does not have it."""
    return site.typology[kind].name if kind in site.typology else kind


def theme_name(site: Site, kind: str, theme: str) -> str:
    """The theme's name, or its id when that site does not have it."""
    return site.typology[kind].themes[theme].name if site.has_theme(kind, theme) else theme


def subtheme_name(site: Site, kind: str, theme: str, subtheme: str) -> str | None:
    """The sub-theme's name, or its id when that site does not have it; None where none was said."""
    leaf = find_topic(site.typology, Topic(kind, theme, subtheme))
    return leaf.name if leaf and leaf.subtheme else subtheme or None


def question_name(site: Site, question: str) -> str:
    """What a question of the survey asks, or its id when that site does not have it."""
    known = site.survey.find(question) if site.survey else None
    return known.name if known else question


def answer_name(site: Site, question: str, answer: str) -> str:
    """What a key means as the answer to a question, or the key when that site does not have it."""
    known = site.survey.find(question) if site.survey else None
    return known.answers.get(answer, answer) if known else answer


def topic_label(site: Site, kind: str, theme: str, subtheme: str = "") -> str:
    """Kind, theme and sub-theme: «Queja: Trato recibido · Trato en un punto de atención»."""
    narrower = subtheme_name(site, kind, theme, subtheme)
    within = f" · {narrower}" if narrower else ""
    return f"{kind_name(site, kind)}: {theme_name(site, kind, theme)}{within}"


def number_label(kind: NumberKind | Literal[""], given: NumberSource | Literal[""]) -> str | None:
    """Say what a caller's number is, and who says that it is theirs: «Celular, sin verificar»; None if not known."""
    if not kind or not given:
        return None
    name = f"Número {NUMBER_KINDS[kind]}" if kind not in ("mobile", "fixed") else NUMBER_KINDS[kind].capitalize()
    return name if kind == "hidden" else f"{name}, {NUMBER_SOURCES[given]}"
