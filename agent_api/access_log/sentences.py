"""Spanish sentences for the facts of unused accounts and of reviews of the access log. Pure."""

from datetime import datetime
from typing import Final

from agent_api.timeline.registry import SentenceTable, sentences_by
from config.site.model import Site
from config.spanish_dates import spoken_day
from eventlog import facts
from eventlog.facts import AnyFact
from eventlog.facts.accounts import AccountFact


def sentence(fact: AnyFact, site: Site, at: datetime) -> str:
    """Return the Spanish sentence of a fact; empty for other facts."""
    match fact:
        case facts.AccountDormancyWarned(user=user, disables_on=day):
            return f"Se avisó a {user} que su cuenta se inhabilita desde el {spoken_day(day)} si no entra antes."
        case facts.DormantAccountDisabled(user=user, unused_since=day, days=days):
            return f"La cuenta de {user} se inhabilita por falta de uso: desde el {spoken_day(day)}, {days} días."
        case facts.AccessLogReviewed(review=review, first_day=first, last_day=last, rows=rows):
            return (
                f"Se firmó la revisión {review} de la bitácora de depuración, del {spoken_day(first)} al "
                f"{spoken_day(last)}: {rows} filas."
            )
    return ""


SENTENCES: Final[SentenceTable] = sentences_by(sentence, AccountFact)
