"""The Spanish sentences of the facts of reviews of accounts, one for each."""

from eventlog import facts
from eventlog.facts import AnyFact

ID = "2026-0003"
ACCESS_REVIEW_SENTENCES: list[tuple[AnyFact, str]] = [
    (
        facts.AccessReviewBegun(review=ID, first_day="2026-10-01", accounts=7, digest="ab", due_on="2026-12-21"),
        "Empezó la revisión de cuentas 2026-0003, de 7 cuentas; termina a más tardar el lunes 21 de diciembre de 2026.",
    ),
    (
        facts.AccessReviewBegun(review=ID, first_day="2026-10-01", accounts=1, digest="ab", due_on="2026-12-21"),
        "Empezó la revisión de cuentas 2026-0003, de 1 cuenta; termina a más tardar el lunes 21 de diciembre de 2026.",
    ),
    (
        facts.AccessReviewDecided(review=ID, user="ana", decision="remove", roles="", exception_until=""),
        "En la revisión 2026-0003 se decidió que la cuenta de ana se retira.",
    ),
    (
        facts.AccessReviewDecided(review=ID, user="ana", decision="keep", roles="", exception_until="2027-01-31"),
        "En la revisión 2026-0003 se decidió que la cuenta de ana se mantiene, como excepción hasta el domingo 31 de "
        "enero de 2027.",
    ),
    (
        facts.AccessReviewSigned(review=ID, kept=5, changed=1, removed=2, digest="ab"),
        "Se firmó la revisión de cuentas 2026-0003: 5 se mantienen, 1 cambian y 2 se retiran.",
    ),
    (
        facts.AccessReviewExecuted(review=ID, user="ana", decision="remove", changes=1),
        "Se retiró la cuenta de ana, como lo decidió la revisión 2026-0003.",
    ),
    (
        facts.AccessReviewExecuted(review=ID, user="ana", decision="change", changes=2),
        "Se cambió la cuenta de ana, como lo decidió la revisión 2026-0003.",
    ),
    (facts.AccessReviewClosed(review=ID), "Se hizo todo lo que decidió la revisión de cuentas 2026-0003."),
    (
        facts.AccessReviewExceptionExpired(review=ID, user="ana"),
        "Venció la excepción de la cuenta de ana, de la revisión 2026-0003.",
    ),
]
