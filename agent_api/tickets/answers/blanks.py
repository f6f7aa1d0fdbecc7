"""Values of the blanks that Atención fills automatically. Pure.

Owns their wording; their list is `config.site.tickets.answers.KNOWN_BLANKS`.
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
    """Return the known data of a petition, as values for the blanks of a template.

    Days are local. A value that is empty or None leaves its blank to the person who answers.
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
