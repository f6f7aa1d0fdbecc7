"""Why a system could not be consulted, for programs and for advisors. Pure.

Owns the reasons and their Spanish sentences, which say what to do. A reason never repeats what the system answered.
"""

from typing import Final

from eventlog.facts.customers.lookup import LookupReason

_BY_HAND: Final = "Siga la atención: si el dato hace falta, radique la petición para consultarlo después."
_TELL: Final = "Avise a su supervisor para que informe a Tecnología."
TOLD: Final[dict[LookupReason, str]] = {
    "timeout": f"{{system}} no respondió a tiempo. Intente otra vez en un momento. {_BY_HAND}",
    "unreachable": f"No hay conexión con {{system}}. {_BY_HAND} {_TELL}",
    "refused": f"{{system}} no aceptó la consulta. {_BY_HAND} {_TELL}",
    "failing": f"{{system}} presenta una falla. Intente en unos minutos. {_BY_HAND}",
    "truncated": f"El archivo de {{system}} llegó incompleto. {_BY_HAND} {_TELL}",
    "bad_record": f"{{system}} entregó un registro que no se puede leer. {_BY_HAND} {_TELL}",
    "bad_answer": f"{{system}} entregó una respuesta que no se entiende. {_BY_HAND} {_TELL}",
    "resting": f"{{system}} viene fallando y se le da un descanso. Intente en medio minuto. {_BY_HAND}",
    "not_configured": f"{{system}} todavía no está conectado. {_BY_HAND} {_TELL}",
}
"""By reason; ``{system}`` is the connector's name."""
TIRING: Final = frozenset({"timeout", "unreachable", "failing"})
"""Reasons that say that the system itself is unwell: after several in a row it is left in peace."""


class NotAvailable(Exception):
    """A system could not be consulted; the call goes on.

    Attributes:
        reason: why, for programs.
        detail: for whoever reads the process's log; it holds no datum of a customer.
    """

    def __init__(self, reason: LookupReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: LookupReason = reason
        self.detail = detail


def told(reason: LookupReason, system: str) -> str:
    """A reason as a Spanish sentence that says what to do.

    Args:
        reason: why.
        system: name of the connector.
    """
    return TOLD[reason].format(system=system)
