"""The Spanish sentences of the facts of the staff, one for each."""

from eventlog import facts
from eventlog.facts import AnyFact

DAY = "2026-12-03"
STAFF_SENTENCES: list[tuple[AnyFact, str]] = [
    (
        facts.StaffEntered(user="ana", period=1, begins_on=DAY, roles="asesor supervisor"),
        "ana ingresó al personal desde el jueves 3 de diciembre de 2026, con asesor, supervisor.",
    ),
    (
        facts.StaffEntered(user="ana", period=1, begins_on=DAY, roles=""),
        "ana ingresó al personal desde el jueves 3 de diciembre de 2026.",
    ),
    (
        facts.StaffMoved(user="ana", period=2, begins_on=DAY, roles=""),
        "Se trasladó a ana desde el jueves 3 de diciembre de 2026, sin roles.",
    ),
    (
        facts.StaffMovePlanned(user="ana", period=2, begins_on=DAY, roles="asesor"),
        "El traslado de ana quedó previsto desde el jueves 3 de diciembre de 2026, con asesor.",
    ),
    (facts.StaffMoveCancelled(user="ana", period=2), "Se canceló el traslado previsto de ana."),
    (
        facts.StaffExitPlanned(user="ana", period=2, last_day=DAY),
        "La salida de ana quedó prevista: su último día es el jueves 3 de diciembre de 2026.",
    ),
    (facts.StaffExitCancelled(user="ana", period=2), "Se canceló la salida prevista de ana."),
    (
        facts.StaffLeft(user="ana", period=2, last_day=DAY, campaign=""),
        "ana salió del personal; su último día fue el jueves 3 de diciembre de 2026.",
    ),
    (
        facts.StaffLeft(user="ana", period=2, last_day=DAY, campaign="Cali"),
        "ana salió del personal y pasó a Cali; su último día fue el jueves 3 de diciembre de 2026.",
    ),
    (facts.StaffCorrected(user="ana", fields="line"), "Se corrigieron los datos de ana en el personal."),
    (
        facts.StaffImported(source="", entered=3, corrected=2, left=1, unchanged=0),
        "Se importó el personal. Ingresos: 3; correcciones: 2; salidas: 1.",
    ),
]
