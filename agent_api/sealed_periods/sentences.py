"""Spanish sentences for the facts of files delivered to the interventoría. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_day, spoken_month
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.oversight.seal import SealFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.DayHeadTold(day=day, seq=seq, recipients=number):
            sent = f"se envió a {number} {'dirección' if number == 1 else 'direcciones'}" if number else "no se envió"
            return f"Quedó escrita la cabeza de la cadena del {spoken_day(day)} (hecho {seq}) y {sent}."
        case facts.PeriodSealed(month=month, first=first, last=last, digest=digest):
            return f"Se selló el mes de {spoken_month(month)}, del hecho {first} al {last} (archivo {digest[:8]})."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, SealFact)
