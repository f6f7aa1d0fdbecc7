"""What the site's rules of counting legal terms must fulfil as a whole. Pure.

Owns these rules; the Reader places what is complained about.
"""

from config.law.term_rules import TermRules
from config.schema.reader import Reader


def check_terms(terms: TermRules | None, reader: Reader) -> None:
    """The light is yellow before it is red, and a closed day is written once."""
    if terms is None:
        return
    if terms.red_days > terms.yellow_days:
        text = f"el rojo no puede empezar antes que el amarillo; use {terms.yellow_days} o menos"
        reader.complain(("terms", "red_days"), text)
    days = [each.day for each in terms.closed_days]
    for index, day in enumerate(days):
        if day in days[:index]:
            reader.complain(("terms", "closed_days", str(index)), f"la fecha {day} está dos veces; deje una sola")
