"""Spanish sentences for the facts of tickets. Pure.

Owns the wording. An area or an answer type that the site no longer has is shown by its id.
"""

from datetime import datetime
from typing import Final

from agent_api.kit import labels
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.law.labels import business_days_label
from config.site.model import Site
from config.spanish_dates import spoken_date, spoken_day
from config.timezone import COLOMBIA
from eventlog.facts import AnyFact
from eventlog.facts.tickets import ticket as facts


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Describe a fact of a ticket in Spanish; return an empty string for other facts."""
    match fact:
        case facts.TicketEscalated(ticket=ticket, tier=3, area=area, round=number):
            return (
                f"El ticket {ticket} se escaló al área "
                f"«{area_name(site, area)}»{_recipient_text(fact.owner)} (ronda {number})."
            )
        case facts.TicketEscalated(ticket=ticket):
            return f"El ticket {ticket} se escaló al canal escrito{_recipient_text(fact.owner)}."
        case facts.TicketGivenBack(ticket=ticket, area=area, round=number):
            text = f"El área «{area_name(site, area)}» devolvió la información del ticket {ticket}"
            return f"{text}{_recipient_text(fact.owner)} (ronda {number})."
        case facts.TicketSentBack(ticket=ticket, area=area, round=number):
            again = f"vuelve al área «{area_name(site, area)}» (ronda {number})"
            return f"La respuesta del ticket {ticket} no se ajusta: {again}."
        case facts.TicketAnswerAccepted(ticket=ticket, area=area):
            return f"Se aceptó la respuesta del área «{area_name(site, area)}» al ticket {ticket}."
        case facts.TicketClosed(ticket=ticket, outcome=outcome, late=late):
            return (
                f"El ticket {ticket} se cerró: {labels.TICKET_OUTCOMES[outcome]}{', fuera de término' if late else ''}."
            )
    return _handover_sentence(fact) or _answer_sentence(fact, site) or _term_sentence(fact, site)


def _handover_sentence(fact: AnyFact) -> str:
    match fact:
        case facts.TicketTaken(ticket=ticket, owner=owner):
            return f"{owner} tomó el ticket {ticket}."
        case facts.TicketAssigned(ticket=ticket, owner=owner):
            return f"El ticket {ticket} se asignó a {owner}." if owner else f"El ticket {ticket} volvió a la bandeja."
        case facts.TicketReopened(ticket=ticket):
            return f"Se reabrió el ticket {ticket}."
        case facts.TicketPrioritized(ticket=ticket, reason=reason):
            why = labels.in_sentence(labels.PRIORITY_REASONS[reason])
            return f"El ticket {ticket} tiene prioridad: {why} (Ley 1437 de 2011, artículo 20)."
        case facts.TicketPriorityRemoved(ticket=ticket):
            return f"El ticket {ticket} dejó de tener prioridad."
        case facts.TicketAuthorityTermSet(ticket=ticket, authority=authority, due_at=due):
            moment = datetime.fromisoformat(due).astimezone(COLOMBIA)
            when = f"el {spoken_date(moment.date())} a las {moment:%H:%M}"
            return f"{labels.AUTHORITIES[authority]}: el término del ticket {ticket} vence {when}."
        case facts.TicketMandateChecked(ticket=ticket, result=result, until=until):
            limit = f" hasta el {spoken_day(until)}" if until else ""
            worth = "no es suficiente" if result == "insufficient" else f"es suficiente{limit}"
            return f"Se revisó la acreditación del representante en el ticket {ticket}: {worth}."
        case facts.TicketNoted(ticket=ticket):
            return f"Se agregó una nota al ticket {ticket}."
    return _relation_sentence(fact)


def _relation_sentence(fact: AnyFact) -> str:
    match fact:
        case facts.TicketTied(ticket=ticket):
            return f"El ticket {ticket} se asoció a un cliente."
        case facts.TicketUntied(ticket=ticket):
            return f"El ticket {ticket} dejó de estar asociado a un cliente."
        case facts.TicketLinked(ticket=ticket, other=other, kind="duplicate"):
            return f"El ticket {ticket} repite la petición del ticket {other}."
        case facts.TicketLinked(ticket=ticket, other=other):
            return f"El ticket {ticket} hace seguimiento al ticket {other}."
        case facts.TicketUnlinked(ticket=ticket, other=other):
            return f"Se quitó el vínculo del ticket {ticket} con el ticket {other}."
    return ""


def _answer_sentence(fact: AnyFact, site: Site) -> str:
    match fact:
        case facts.TicketAnswerWritten(ticket=ticket):
            return f"Se redactó la respuesta al ticket {ticket}."
        case facts.TicketAnswerTypified(ticket=ticket, response=response):
            return f"Se tipificó la respuesta al ticket {ticket}: {response_name(site, response)}."
        case facts.TicketAnswerReleased(ticket=ticket):
            return f"Se ordenó enviar la respuesta al ticket {ticket}."
        case facts.TicketAnswerReturned(ticket=ticket):
            return f"La respuesta al ticket {ticket} no se pudo entregar; vuelve a quien la envió."
        case facts.TicketSendingUndone(ticket=ticket):
            return f"Se deshizo el envío de la respuesta al ticket {ticket}: no salió."
        case facts.TicketAnswerOpened(ticket=ticket, round=number):
            return f"Se abrió la respuesta del área al ticket {ticket} para revisarla (ronda {number})."
        case facts.TicketAnsweredJointly(ticket=ticket, joint_with=other):
            return f"El ticket {ticket} se responde con la misma respuesta del ticket {other}."
    return ""


def _term_sentence(fact: AnyFact, site: Site) -> str:
    match fact:
        case facts.TicketTermBegan(ticket=ticket, channel=channel, due_on=due, basis=basis):
            how = labels.CHANNEL_PHRASES[channel]
            return f"El ticket {ticket} se recibió {how} y vence el {spoken_day(due)} ({basis})."
        case facts.TicketTermExtended(ticket=ticket, due_on=due, basis=basis):
            return f"El término del ticket {ticket} se prorrogó hasta el {spoken_day(due)} ({basis})."
        case facts.TicketCompletionAsked(ticket=ticket, complete_by=by, basis=basis):
            return f"Se pidió completar el ticket {ticket}, a más tardar el {spoken_day(by)} ({basis})."
        case facts.TicketCompleted(ticket=ticket, due_on=due):
            return f"Se completó el ticket {ticket}; ahora vence el {spoken_day(due)}."
        case facts.TicketReclassified(ticket=ticket, due_on=due):
            topic = labels.topic_label(site, fact.kind, fact.theme, fact.subtheme)
            return f"Se corrigió la tipología del ticket {ticket}: {topic}; vence el {spoken_day(due)} ({fact.basis})."
        case facts.TicketTransferred(ticket=ticket, forward_by=by, basis=basis):
            return f"El ticket {ticket} se trasladó por competencia; había plazo hasta el {spoken_day(by)} ({basis})."
    return _alarm_sentence(fact)


def _alarm_sentence(fact: AnyFact) -> str:
    match fact:
        case facts.TicketAlarmRaised(ticket=ticket, days_left=days):
            return f"Se avisó que el ticket {ticket} está por vencer, en {business_days_label(days)}."
        case facts.TicketTermBreached(ticket=ticket, due_on=due):
            return f"El ticket {ticket} venció sin respuesta el {spoken_day(due)}."
        case facts.TicketSilenceTookEffect(ticket=ticket, copies_by=by, basis=basis):
            return f"Lo pedido en el ticket {ticket} se entiende concedido; copias hasta el {spoken_day(by)} ({basis})."
    return ""


def _recipient_text(owner: str) -> str:
    return f", a cargo de {owner}" if owner else ""


def area_name(site: Site, area: str) -> str:
    """Return an area's name, or its id if the site no longer has it; empty for none."""
    site_area = site.areas.get(area)
    return site_area.name if site_area else area


def response_name(site: Site, response: str) -> str:
    """Return the name of an answer type, or its id if the site no longer has it."""
    answer_type = site.answers.types.get(response) if site.answers else None
    return answer_type.name if answer_type else response


SENTENCES: Final[SentenceTable] = sentences_by(sentence, facts.TicketFact)
