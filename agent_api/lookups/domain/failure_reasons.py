"""Reasons why a system could not be queried, for programs and for advisors. Pure.

Owns the reasons and their Spanish sentences, which say what to do. A reason never repeats the system's answer.
"""

from typing import Final

from eventlog.facts.customers.lookup import LookupReason

_CONTINUE: Final = "Siga la atención: si el dato hace falta, radique la petición para consultarlo después."
_TELL_SUPERVISOR: Final = "Avise a su supervisor para que informe a Tecnología."
REASON_SENTENCES: Final[dict[LookupReason, str]] = {
    "timeout": f"{{system}} no respondió a tiempo. Intente otra vez en un momento. {_CONTINUE}",
    "unreachable": f"No hay conexión con {{system}}. {_CONTINUE} {_TELL_SUPERVISOR}",
    "refused": f"{{system}} no aceptó la consulta. {_CONTINUE} {_TELL_SUPERVISOR}",
    "failing": f"{{system}} presenta una falla. Intente en unos minutos. {_CONTINUE}",
    "truncated": f"El archivo de {{system}} llegó incompleto. {_CONTINUE} {_TELL_SUPERVISOR}",
    "bad_record": f"{{system}} entregó un registro que no se puede leer. {_CONTINUE} {_TELL_SUPERVISOR}",
    "bad_answer": f"{{system}} entregó una respuesta que no se entiende. {_CONTINUE} {_TELL_SUPERVISOR}",
    "resting": f"{{system}} viene fallando y se le da un descanso. Intente en medio minuto. {_CONTINUE}",
    "not_configured": f"{{system}} todavía no está conectado. {_CONTINUE} {_TELL_SUPERVISOR}",
}
"""Sentences by reason; ``{system}`` is the connector's name."""
TRIPPING_REASONS: Final = frozenset({"timeout", "unreachable", "failing"})
"""Failures of the system itself; several in a row open the breaker."""


class NotAvailable(Exception):
    """A system could not be queried; the call continues.

    Attributes:
        reason: why, for programs.
        detail: for the process's log, without personal data.
    """

    def __init__(self, reason: LookupReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: LookupReason = reason
        self.detail = detail


def reason_sentence(reason: LookupReason, system: str) -> str:
    """Return the Spanish sentence for a reason, which tells the advisor what to do."""
    return REASON_SENTENCES[reason].format(system=system)
