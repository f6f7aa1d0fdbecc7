"""Spanish sentences for the facts of anomalous traffic. Pure."""

from datetime import datetime
from typing import Final

from agent_api.kit import labels
from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.calls.traffic import OTHER_SOURCES, RefusedReason, SetAsideReason, TrafficFact

REFUSAL_REASONS: dict[RefusedReason, str] = {
    "rate": "pasó los límites de llamadas por origen",
    "unacknowledged": "no confirmó las contestaciones anteriores",
    "unlisted": "no es una troncal de la entidad",
}
SET_ASIDE_REASONS: dict[SetAsideReason, str] = {"not_acknowledged": "quien llamó nunca confirmó la contestación"}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.TrafficRefused(line=line, source=source, reason=reason, calls=calls):
            where = f" a «{labels.line_name(site, line)}»" if line else ""
            whence = (
                "de otros orígenes"
                if source == OTHER_SOURCES
                else f"del origen {source}, que {REFUSAL_REASONS[reason]}"
            )
            one = "Se rechazó 1 llamada" if calls == 1 else f"Se rechazaron {calls} llamadas"
            return f"{one}{where} {whence}: es tráfico anómalo."
        case facts.CallSetAside(source=source, reason=reason):
            whence = f" Llegó del origen {source}." if source else ""
            return f"La llamada no cuenta en ningún indicador: {SET_ASIDE_REASONS[reason]} (tráfico anómalo).{whence}"
        case facts.TrafficLimitsChanged(trunks=trunks):
            listed = f"las troncales son {trunks.replace(',', ', ')}" if trunks else "no hay troncales en la lista"
            return (
                f"Cambiaron los límites del tráfico anómalo: {limits_sentence(fact)}; {listed}. "
                "Lo que pase de ellos no "
                "cuenta en ningún indicador."
            )
    return ""


def limits_sentence(fact: facts.TrafficLimitsChanged) -> str:
    """Return the Spanish sentence of the limits for a source that is not a listed trunk."""
    if fact.unlisted == "refused":
        return "solo llaman las troncales de la lista"
    return (
        f"cada origen que no es troncal puede empezar {fact.invites_per_s} llamadas por segundo y dejar sin confirmar "
        f"{fact.unacknowledged} contestaciones"
    )


SENTENCES: Final[SentenceTable] = sentences_by(sentence, TrafficFact)
