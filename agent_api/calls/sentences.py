"""Spanish sentences for the facts of a call and of the service. Pure.

A sentence adds no information to its fact; the API always returns the fact beside it.
"""

from datetime import datetime
from typing import Final

from agent_api.kit import labels
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.calls.menu import MenuFact
from eventlog.facts.labels import ADVISOR_STATE_LABELS, OUTCOME_LABELS
from eventlog.facts.service import ServiceFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of one of these facts; empty for any other."""
    match fact:
        case facts.CallIngressed(line=line, in_hours=in_hours):
            hours = "en horario de atención" if in_hours else "fuera del horario de atención"
            return f"Entró una llamada a «{labels.line_name(site, line)}», {hours}."
        case facts.NoticePlayed(notice=notice):
            return f"Quien llama oyó completo el aviso de grabación y tratamiento de datos (versión {notice})."
        case facts.NoticeSkipped(notice=notice):
            return f"Quien llama marcó una tecla antes del final del aviso de tratamiento de datos (versión {notice})."
        case facts.MenuEntered(menu=menu):
            return f"Empezó a oír {_menu_phrase(site, menu)}."
        case facts.MenuSelected(menu=menu, option=option):
            label = labels.option_label(site, menu, option)
            return f"Marcó {option}: {label}." if label else f"Marcó {option} en {_menu_phrase(site, menu)}."
        case facts.MenuInputRejected(menu=menu, kind=kind):
            keypress = "No marcó nada" if kind == "silence" else "Marcó una tecla que no es una opción"
            return f"{keypress} en {_menu_phrase(site, menu)}."
        case facts.MenuDigitsCollected(step=step, result=result):
            return f"{labels.ENTRY_RESULTS[result]} en {_step_phrase(site, step)}."
        case facts.MenuLookupMade():
            return _lookup_sentence(fact, site)
        case facts.InformationGiven(sound=sound):
            name = labels.information_name(site, sound)
            return f"Oyó completa la información «{name}»." if name else "Oyó completa una información del menú."
        case facts.CallQueued(queue=queue, reason=reason):
            why = labels.QUEUE_REASONS.get(reason, reason)
            entered = f"Entró en la cola «{labels.queue_name(site, queue)}», {why}."
            priority = labels.priority_label(fact.head_start_s, fact.number_head_start_s)
            return f"{entered} Tiene {priority}." if priority else entered
        case facts.CallEnded(outcome=outcome, ended_by=ended_by):
            cause = labels.ENDED_BY.get(ended_by, ended_by)
            return f"La llamada terminó como {labels.in_sentence(OUTCOME_LABELS[outcome])}: {cause}."
        case _:
            return _advisor_sentence(fact, site)


def _step_phrase(site: Site, step: str) -> str:
    name = labels.step_name(site, step)
    return f"el paso «{name}» del menú" if name else "un paso del menú"


def _lookup_sentence(fact: facts.MenuLookupMade, site: Site) -> str:
    result = labels.MENU_OUTCOMES.get(fact.outcome, f"resultado «{fact.outcome}»")
    about = f" Radicado {fact.ticket}." if fact.ticket else ""
    return f"Se consultó en {_step_phrase(site, fact.step)}: {result}.{about}"


def _menu_phrase(site: Site, menu: str) -> str:
    name = labels.menu_name(site, menu)
    return f"el menú {name}" if name else "un menú"


def _advisor_sentence(fact: AnyFact, site: Site) -> str:
    """Return the sentence of a fact about an advisor in a call."""
    match fact:
        case facts.AdvisorOffered(advisor=advisor):
            return f"Se ofreció a {advisor}, cuyo teléfono empezó a timbrar."
        case facts.OfferEnded(advisor=advisor, reason=ended):
            return f"El teléfono de {advisor} {labels.OFFER_ENDS[ended]}."
        case facts.CallAnswered(advisor=advisor):
            return f"{advisor} contestó y quedó en conversación con quien llama."
        case facts.CallHeld() | facts.CallRetrieved() | facts.CallMuted() | facts.CallUnmuted():
            return f"{fact.advisor} {labels.IN_CALL_ACTIONS[type(fact)]}."
        case facts.KeysSent(advisor=advisor, keys=keys):
            return f"{advisor} envió {keys} {'tecla' if keys == 1 else 'teclas'} a la otra parte."
        case facts.TicketFiled(ticket=ticket, kind=kind, theme=theme, subtheme=sub):
            return f"Se radicó el ticket {ticket} ({labels.topic_label(site, kind, theme, sub)})."
        case facts.CallTypified(advisor=advisor, kind=kind, theme=theme, subtheme=sub):
            return f"{advisor} tipificó la llamada ({labels.topic_label(site, kind, theme, sub)})."
    return _service_sentence(fact, site)


def _service_sentence(fact: AnyFact, site: Site) -> str:
    """Return the sentence of a fact that belongs to no single call."""
    match fact:
        case facts.AdvisorStateChanged(advisor=advisor, state=state, previous=previous):
            before, after = (labels.in_sentence(ADVISOR_STATE_LABELS[each]) for each in (previous, state))
            return f"{advisor} pasó de {before} a {after}."
        case facts.AdvisorWished(advisor=advisor, wish=wish):
            return f"{advisor} {labels.ADVISOR_REQUESTS[wish]}."
        case facts.AdvisorQueuesChanged(advisor=advisor, queues=queues):
            return f"{advisor} {_queues_sentence(queues, site)}."
        case facts.SiteImported():
            return "Se cargó la configuración de la entidad."
        case facts.GatewayLost(calls=calls):
            return f"La central telefónica dejó de responder; se cerraron sus llamadas abiertas: {calls}."
        case facts.ProcessReplaced(role=role):
            return f"El proceso {role} dejó de responder: se detuvo y otro lo reemplazó."
        case facts.StateRestored(calls_closed=closed):
            return f"Se reconstruyó el estado a partir del registro; llamadas cerradas: {closed}."
    return ""


def _queues_sentence(queues: str, site: Site) -> str:
    """Return the predicate for the queues of a fact, each with its level."""
    levels = (each.rpartition(":") for each in queues.split())
    named = [f"{site.queues[queue].name if queue in site.queues else queue} ({level})" for queue, _, level in levels]
    return f"atiende desde ahora {', '.join(named)}" if named else "no atiende desde ahora ninguna cola"


SENTENCES: Final[SentenceTable] = sentences_by(
    sentence,
    MenuFact,
    ServiceFact,
    *(facts.CallIngressed, facts.CallQueued, facts.CallEnded, facts.CallAnswered),
    *(facts.CallHeld, facts.CallRetrieved, facts.CallMuted, facts.CallUnmuted),
    facts.KeysSent,
    *(facts.AdvisorOffered, facts.OfferEnded, facts.AdvisorStateChanged, facts.AdvisorWished),
    facts.AdvisorQueuesChanged,
    *(facts.TicketFiled, facts.CallTypified),
)
