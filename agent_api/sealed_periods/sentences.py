"""One Spanish sentence for each fact of what is given to the interventoría. Pure.

Owns these sentences; `agent_api.calls.sentences` has those of all other facts.
"""

from config.spanish_dates import spoken_day, spoken_month
from eventlog import facts
from eventlog.facts import AnyFact


def sentence(fact: AnyFact) -> str:
    """Tell one of these facts in Spanish; empty for any other."""
    match fact:
        case facts.DayHeadTold(day=day, seq=seq, recipients=number):
            sent = f"se envió a {number} {'dirección' if number == 1 else 'direcciones'}" if number else "no se envió"
            return f"Quedó escrita la cabeza de la cadena del {spoken_day(day)} (hecho {seq}) y {sent}."
        case facts.PeriodSealed(month=month, first=first, last=last, digest=digest):
            return f"Se selló el mes de {spoken_month(month)}, del hecho {first} al {last} (archivo {digest[:8]})."
    return ""
