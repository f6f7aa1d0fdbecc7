"""The findings of the demo's past as data: where each comes from, who must correct it, and what people did.

Days count back from the last business day of the past, and from the finding for its acts. Texts are invented.
"""

from datetime import time
from typing import Final, NamedTuple

from eventlog.facts.quality.finding import FindingAct, FindingSource

FINDER: Final = "calidad"
_BOSS, _OPERATION = "supervisor", "operacion"


class PlannedAct(NamedTuple):
    """An act some business days after the finding."""

    after: int
    clock: time
    act: FindingAct
    user: str
    text: str


class PlannedFinding(NamedTuple):
    """A finding; ``origin`` is the number of its visit in the past, or the criterion that its evaluation failed."""

    before: int
    clock: time
    source: FindingSource
    origin: str
    kind: str
    severity: str
    area: str
    owner: str
    text: str
    acts: tuple[PlannedAct, ...] = ()


def _agreed(owner: str, text: str, *, after: int = 1) -> tuple[PlannedAct, ...]:
    return (
        PlannedAct(after, time(10, 30), "propose", owner, text),
        PlannedAct(after, time(15, 10), "approve", FINDER, ""),
    )


FINDINGS: Final[tuple[PlannedFinding, ...]] = (
    PlannedFinding(
        *(19, time(12, 5), "visit", "1", "datos_personales", "grave", _OPERATION, _BOSS),
        "En un puesto vacío había una hoja con el documento y el teléfono de una persona.",
        (
            *_agreed(_BOSS, "Se recogieron los papeles y se puso una destructora al lado de la impresora."),
            PlannedAct(2, time(9, 40), "finish", _BOSS, "La destructora está en uso desde hoy."),
            PlannedAct(4, time(11), "verify", FINDER, "Se revisaron los puestos: no hay papeles con datos."),
            PlannedAct(5, time(11, 15), "close", FINDER, ""),
        ),
    ),
    PlannedFinding(
        *(19, time(12, 20), "visit", "1", "puesto", "leve", _OPERATION, _BOSS),
        "Dos asesores no sabían a quién reportar la caída de un sistema.",
        (
            *_agreed(_BOSS, "Se repasa el procedimiento de contingencia con cada turno."),
            PlannedAct(16, time(16), "finish", _BOSS, "Los dos turnos firmaron la asistencia al repaso."),
            PlannedAct(18, time(10), "verify", FINDER, "Tres asesores contestaron bien la misma pregunta."),
        ),
    ),
    PlannedFinding(
        *(15, time(16, 30), "evaluation", "informacion", "informacion", "moderada", _OPERATION, _BOSS),
        "Se dio una fecha de pago distinta de la que muestra el sistema de cartera.",
        _agreed(_BOSS, "Refuerzo con el equipo sobre las fechas de pago, con tres ejemplos."),
    ),
    PlannedFinding(
        *(13, time(9, 50), "manual", "", "oportunidad", "moderada", "fondos", "fondos1"),
        "Cuatro peticiones de fondos volvieron del área en el último día del plazo.",
        (
            *_agreed("fondos1", "Se reparten las peticiones el mismo día en que llegan."),
            PlannedAct(6, time(14), "finish", "fondos1", "El reparto diario funciona desde el lunes."),
            PlannedAct(8, time(10), "verify", FINDER, "La última semana volvió con dos días de anticipación."),
            PlannedAct(9, time(10), "close", FINDER, ""),
            PlannedAct(12, time(15), "reopen", FINDER, "Esta semana volvieron dos en el último día."),
        ),
    ),
    PlannedFinding(
        *(8, time(10, 15), "evaluation", "despedida", "protocolo", "leve", _OPERATION, _BOSS),
        "El asesor no se despidió con la despedida de la línea.",
        (
            PlannedAct(1, time(11), "reject", _BOSS, "La persona colgó antes de la despedida."),
            PlannedAct(2, time(9), "annul", FINDER, "Es cierto: la persona colgó antes."),
        ),
    ),
    PlannedFinding(
        *(5, time(15), "manual", "", "oportunidad", "moderada", "credito_cobranza", "funcionario1"),
        "Tres escalamientos de crédito llevan más de cinco días hábiles sin respuesta del área.",
    ),
    PlannedFinding(
        *(3, time(12, 10), "visit", "2", "registro", "grave", _OPERATION, _BOSS),
        "En tres llamadas de la visita la tipificación no correspondía a lo que pidió la persona.",
        (
            *_agreed(_BOSS, "Se corrigen las tres tipificaciones y se explica la diferencia al equipo."),
            PlannedAct(2, time(16, 40), "finish", _BOSS, "Corregidas las tres; el equipo ya vio los ejemplos."),
        ),
    ),
    PlannedFinding(
        *(3, time(12, 25), "visit", "2", "sistemas", "leve", _OPERATION, "coordinador"),
        "La consulta de cartera tardó más de un minuto en dos puestos.",
        (PlannedAct(2, time(11), "propose", "coordinador", "Pedir al proveedor que revise los dos equipos."),),
    ),
    PlannedFinding(
        *(2, time(9, 30), "evaluation", "plazo", "informacion", "moderada", _OPERATION, _BOSS),
        "No se informó el plazo de respuesta al radicar la petición.",
        (PlannedAct(1, time(10), "reject", _BOSS, "El plazo se dijo al final; pido oír la llamada completa."),),
    ),
)
"""One of each state at least: late, to verify, to approve, rejected, reopened, and open for the owner of an area."""
