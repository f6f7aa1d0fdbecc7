"""Spanish sentences for overflow, transfer, consultation, refused requests and call-backs. Pure."""

from datetime import datetime, timedelta
from typing import Final

from agent_api.kit import labels
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.calls.number_kinds import CapName
from config.site.model import Site
from config.spanish_dates import MONTHS
from config.timezone import COLOMBIA
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.calls.routing import CallRefusal, OverflowReason, RoutingFact, TurnedBackReason

OVERFLOW_REASONS: dict[OverflowReason, str] = {
    "nobody": "no había asesores en servicio",
    "full": "la cola estaba llena",
    "estimate": "la espera estimada era muy larga",
    "max_wait": "llegó al tiempo máximo de espera",
}
CONSULTATION_RESULTS = {
    "transferred": "le entregó la llamada",
    "taken_back": "retomó la llamada",
    "no_answer": "no le contestaron",
    "left": "una de las partes colgó antes de terminar",
}
TURN_BACK_REASONS: dict[TurnedBackReason, str] = {
    "unknown": "no tiene esa cola",
    "not_ready": "todavía no se le pueden pasar llamadas",
    "refused": "no la admitió",
}
CALL_BACK_RESULTS = {
    "talked": "se habló con quien la pidió",
    "not_reached": "no se logró la comunicación",
    "expired": "se venció el plazo para llamar",
    "failed": "hubo una falla",
    "refused": "el sitio no permite llamar a ese número",
}
CALL_BACK_CAPS: dict[CapName, str] = {
    "hour": "ya se prometieron las devoluciones que el sitio permite en una hora",
    "day": "ya se prometieron las devoluciones que el sitio permite en un día",
    "number": "a ese número ya se le prometieron las que el sitio permite en un día",
    "prefix": "a ese destino ya se le prometieron las que el sitio permite en un día",
}
CALL_REFUSALS: dict[CallRefusal, str] = {"memory": "el sistema se quedaba sin memoria"}
CALL_BACK_MISSES = {
    "busy": "estaba ocupado",
    "no_answer": "no contestó",
    "declined": "rechazó la llamada",
    "unreachable": "no se pudo alcanzar",
}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.CallOverflowed(queue=queue, reason=reason, to=to):
            return (
                f"Salió de la cola «{labels.queue_name(site, queue)}» porque "
                f"{OVERFLOW_REASONS[reason]}: {_destination(to, site)}."
            )
        case facts.WaitAnnounced(position=position, estimate_ms=estimate_ms):
            estimate = f", espera estimada de {_minutes_label(estimate_ms)}" if estimate_ms >= 0 else ""
            return f"Se le anunció el turno {position}{estimate}."
        case facts.CallTransferred(advisor=advisor, to=to, kind=kind):
            manner = "después de consultar" if kind == "attended" else "sin consultar"
            return f"{advisor} transfirió la llamada {manner}: {_destination(to, site)}."
        case facts.ConsultationBegan(advisor=advisor, consulted=consulted):
            return f"{advisor} retuvo la llamada para consultar a {consulted}."
        case facts.ConsultationJoined(advisor=advisor, consulted=consulted):
            return f"{advisor} pasó a quien llama a la conversación con {consulted}: hablan los tres."
        case facts.ConsultationEnded(advisor=advisor, consulted=consulted, result=result):
            return f"Terminó la consulta de {advisor} a {consulted}: {CONSULTATION_RESULTS[result]}."
        case facts.WishRefused(advisor=advisor, action=action, reason=reason):
            return f"{advisor} no pudo {labels.ADVISOR_ACTIONS[action]}: {labels.OBSTACLES[reason]}."
        case facts.CallSentOn(advisor=advisor, campaign_to=campaign):
            return f"La llamada que transfirió {advisor} siguió en la campaña «{labels.campaign_name(site, campaign)}»."
        case facts.CallTurnedBack(campaign_to=campaign, reason=reason):
            name = labels.campaign_name(site, campaign)
            return (
                f"La campaña «{name}» no recibió la llamada porque {TURN_BACK_REASONS[reason]}: vuelve a esperar aquí."
            )
        case facts.CallReceived(campaign_from=campaign):
            name = labels.campaign_name(site, campaign)
            return f"Se recibió la llamada de la campaña «{name}», con la hora de llegada que tenía allá."
    return _call_back_sentence(fact, site, at)


def _call_back_sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    match fact:
        case facts.CallBackPromised(queue=queue):
            name = labels.queue_name(site, queue)
            return f"Pidió que le devolvamos la llamada; conserva su turno en la cola «{name}»."
        case facts.CallBackNumberKeyed(kind=kind):
            name = labels.NUMBER_KINDS[kind]
            return f"Marcó el número al que pide que se le llame ({name}) y se le leyó para confirmarlo."
        case facts.CallBackRefused(reason="open"):
            return "No se le prometió la devolución: ese número ya tiene una pendiente."
        case facts.CallBackRefused(given=given, kind=kind):
            name = f"{labels.NUMBER_KINDS[kind]}, {labels.NUMBER_SOURCES[given]}"
            return f"El sitio no permite devolver la llamada a ese número ({name})."
        case facts.CallRefused(reason=reason):
            return f"No se atendió, porque {CALL_REFUSALS[reason]}: oyó la disculpa."
        case facts.CallBackCapReached(cap=cap):
            return f"No se le prometió la devolución: {CALL_BACK_CAPS[cap]}."
        case facts.CallBackQueued(queue=queue, attempt=attempt):
            attempts_text = f" después de {attempt} intentos" if attempt else ""
            return f"La devolución espera turno en la cola «{labels.queue_name(site, queue)}»{attempts_text}."
        case facts.CallBackPostponed(delay_ms=delay_ms):
            return (
                "La devolución se aplazó: se vuelve a marcar "
                f"{_moment_label(at + timedelta(milliseconds=delay_ms), at)}."
            )
        case facts.CallBackDialled(advisor=advisor, attempt=attempt):
            return f"{advisor} aceptó la devolución y se marcó el número (intento {attempt})."
        case facts.CallBackAnswered(advisor=advisor):
            return f"Quien pidió la devolución contestó y quedó en conversación con {advisor}."
        case facts.CallBackMissed(attempt=attempt, cause=cause):
            return (
                f"En el intento {attempt}, quien pidió la devolución "
                f"{CALL_BACK_MISSES.get(cause, 'no se pudo alcanzar')}."
            )
        case facts.CallBackEnded(result=result, attempts=attempts):
            return f"Terminó la devolución: {CALL_BACK_RESULTS[result]} (intentos: {attempts})."
    return ""


def _destination(to: str, site: Site) -> str:
    kind, _, name = to.partition(":")
    match kind:
        case "queue":
            return f"pasó a la cola «{labels.queue_name(site, name)}»"
        case "advisor":
            return f"pasó a {name}"
        case "campaign":
            campaign, _, queue = name.partition("/")
            queues = site.campaigns[campaign].queues if campaign in site.campaigns else {}
            return f"debe pasar a la cola «{queues.get(queue, queue)}» de «{labels.campaign_name(site, campaign)}»"
        case "message":
            return "oyó un mensaje"
        case "voice_message":
            return "se le invitó a dejar un mensaje de voz"
        case "call_back":
            return "se le ofreció devolverle la llamada"
        case "number":
            return "se comunicó con otro número"
    return f"pasó a «{to}»"


def _moment_label(moment: datetime, now: datetime) -> str:
    """Return the Colombian time, with the day unless it is today."""
    local, today = moment.astimezone(COLOMBIA), now.astimezone(COLOMBIA)
    hour = f"a {'la' if local.hour == 1 else 'las'} {local:%-H:%M}"
    return hour if local.date() == today.date() else f"el {local.day} de {MONTHS[local.month - 1]} {hour}"


def _minutes_label(ms: int) -> str:
    minutes = max(1, round(ms / 60_000))
    return "un minuto" if minutes == 1 else f"{minutes} minutos"


SENTENCES: Final[SentenceTable] = sentences_by(sentence, RoutingFact)
