"""Values of the blanks that Atención fills by itself. Pure.

Owns how each is worded; which there are is `config.site.tickets.answers.KNOWN_BLANKS`.
"""

from datetime import date

from config.spanish_dates import spoken_date


def known_values(
    *,
    name: str,
    number: str,
    filed_on: date,
    last_day: date | None,
    theme: str,
    entity: str,
    today: date,
    answered_by: str,
) -> dict[str, str]:
    """What is known of a petition, as blanks of a template.

    Args:
        name: of who asked; empty where it is not known, and then that blank stays for a person.
        number: the filing number.
        filed_on: local day of the filing.
        last_day: local day on which the term ends; None where it was not counted yet.
        theme: for people.
        entity: its name.
        today: local day of the answer.
        answered_by: name of who answers.
    """
    values = {
        "nombre": name,
        "radicado": number,
        "fecha_radicacion": spoken_date(filed_on),
        "vencimiento": spoken_date(last_day) if last_day else "",
        "tema": theme,
        "entidad": entity,
        "hoy": spoken_date(today),
        "funcionario": answered_by,
    }
    return {blank: value for blank, value in values.items() if value}
