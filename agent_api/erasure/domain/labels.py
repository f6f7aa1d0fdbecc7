"""Spanish labels of erasures: kinds, reasons, and the paragraphs of the answer to the holder. Pure.

The answer names retained data with the reason (Ley 1581 de 2012, art. 15; Decreto 1074 de 2015, art. 2.2.2.25.2.6).
"""

from typing import Final

from agent_api.erasure.domain.plan import Ground, Kind, Outcome, OutcomeLine, Reason
from config.spanish_dates import spoken_date

KINDS: Final[dict[Kind, tuple[str, str]]] = {
    "customer": ("registro de cliente", "registros de cliente"),
    "customer_history": ("cambio anterior del registro", "cambios anteriores del registro"),
    "credit_tie": ("vínculo con un crédito", "vínculos con créditos"),
    "caller_number": ("número desde el que llamó", "números desde los que llamó"),
    "petition": ("petición con su respuesta", "peticiones con su respuesta"),
    "attachment": ("archivo adjunto", "archivos adjuntos"),
    "mail": ("correo enviado", "correos enviados"),
    "letter": ("carta", "cartas"),
    "recording": ("grabación", "grabaciones"),
    "draft": ("borrador", "borradores"),
    "note": ("nota interna", "notas internas"),
}
_REASONS: Final[dict[Reason, str]] = {
    "credit_in_force": "hay un crédito vigente o un vínculo con uno (Decreto 1074 de 2015, artículo 2.2.2.25.2.6)",
    "open_petition": "hay una petición en trámite; se puede suprimir cuando se cierre y termine su conservación",
    "legal_duty": "la ley obliga a conservarlo",
    "no_retention_rule": "la entidad no ha fijado cuánto tiempo debe conservarlo (tabla de retención documental)",
    "erasure_request": "es la prueba de esta solicitud y de su respuesta",
    "being_sent": "el mensaje está por salir",
    "in_progress": "la llamada o su grabación no han terminado",
    "unattended_message": "es un mensaje de voz que nadie ha atendido",
    "petition_of_another": "es la petición de otra persona, a quien usted representa",
}
UNTOUCHED_SENTENCE: Final = (
    "El registro de auditoría, las cifras y los meses cerrados no contienen datos personales: siguen como están."
)


def kind_name(kind: Kind, count: int) -> str:
    """Return the name of a kind, in singular or plural."""
    return KINDS[kind][0 if count == 1 else 1]


def count_label(line: OutcomeLine) -> str:
    """Return a count with its kind: «2 correos enviados»."""
    return f"{line.count} {kind_name(line.kind, line.count)}"


def reason_label(ground: Ground) -> str:
    """Return the reason for retention."""
    basis = f": {ground.basis}" if ground.basis else ""
    until = f", hasta el {spoken_date(ground.until)}" if ground.until else ""
    return f"{_REASONS[ground.reason]}{basis}{until}"


def answer_paragraphs(outcome: Outcome, *, act: str, request: str, done: bool) -> str:
    """Build the paragraphs that answer the holder; for a preview, in the conditional."""
    verbs = ("Se suprimieron", "No se suprimieron") if done else ("Se suprimirían", "No se suprimirían")
    by = f" por la {act}" if act.startswith(("Resolución", "Acta", "Decisión")) else f" por el {act}" if act else ""
    erased = ", ".join(map(count_label, outcome.erased))
    first = (
        f"{verbs[0]}{by}, según su solicitud {request}: {erased}."
        if erased
        else (f"Según su solicitud {request}{by}, no hay datos que se puedan suprimir hoy.")
    )
    lines = [f"- {count_label(each)}: {reason_label(each.ground)}." for each in outcome.kept if each.ground is not None]
    parts = [first, "\n".join([f"{verbs[1]}:", *lines]) if lines else "", UNTOUCHED_SENTENCE]
    return "\n\n".join(each for each in parts if each)
