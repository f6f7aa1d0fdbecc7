"""Spanish sentences for the facts of access reviews. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_day
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.access_review import AccessReviewFact, ReviewDecision

_DECIDED: Final[dict[ReviewDecision, str]] = {"keep": "se mantiene", "change": "cambia", "remove": "se retira"}


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.AccessReviewBegun(review=id_, accounts=accounts, due_on=due_on):
            counted = "1 cuenta" if accounts == 1 else f"{accounts} cuentas"
            return f"Empezó la revisión de cuentas {id_}, de {counted}; termina a más tardar el {spoken_day(due_on)}."
        case facts.AccessReviewDecided(review=id_, user=user, decision=decision, exception_until=until):
            exception = f", como excepción hasta el {spoken_day(until)}" if until else ""
            return f"En la revisión {id_} se decidió que la cuenta de {user} {_DECIDED[decision]}{exception}."
        case facts.AccessReviewSigned(review=id_, kept=kept, changed=changed, removed=removed):
            counts = f"{kept} se mantienen, {changed} cambian y {removed} se retiran"
            return f"Se firmó la revisión de cuentas {id_}: {counts}."
        case facts.AccessReviewExecuted(review=id_, user=user, decision="remove"):
            return f"Se retiró la cuenta de {user}, como lo decidió la revisión {id_}."
        case facts.AccessReviewExecuted(review=id_, user=user):
            return f"Se cambió la cuenta de {user}, como lo decidió la revisión {id_}."
        case facts.AccessReviewClosed(review=id_):
            return f"Se hizo todo lo que decidió la revisión de cuentas {id_}."
        case facts.AccessReviewExceptionExpired(review=id_, user=user):
            return f"Venció la excepción de la cuenta de {user}, de la revisión {id_}."
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, AccessReviewFact)
