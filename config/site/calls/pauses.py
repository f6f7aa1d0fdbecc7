"""Pauses: the reasons for which an advisor takes no calls. Pure.

Owns the pause that every site needs. The shape is `config.schema.short_forms.Pause`, since a site may write a pause as
its name alone.
"""

from collections.abc import Collection

from config.schema.reader import Reader

NO_ANSWER = "no_answer"
"""Id of the pause of an advisor who did not answer an offer; every site labels it."""


def check_pauses(ids: Collection[str], reader: Reader) -> None:
    """Complain if the pause of an advisor who does not answer is missing; `ids` are all, readable or not."""
    if NO_ANSWER not in ids:
        text = f"falta «{NO_ANSWER}», la pausa de quien no contesta; agregue: {NO_ANSWER}: No contestó"
        reader.complain(("pauses",), text)
