"""The Spanish sentences of the facts of training, one for each."""

from eventlog import facts
from eventlog.facts import AnyFact

COURSE, SESSION, ADVISOR = "2026-0001", "2026-0007", "asesor1"
START = "2026-12-04T01:00:00+00:00"  # the evening before in Bogotá
RULES = {"course": COURSE, "pass_mark": 80, "attempts": 2, "validity_months": 12}
ABOUT = {"session": SESSION, "course": COURSE, "advisor": ADVISOR}

TRAINING_SENTENCES: list[tuple[AnyFact, str]] = [
    (facts.TrainingCourseCreated(**RULES), "Se creó el tema de capacitación 2026-0001."),
    (
        facts.TrainingCourseChanged(**RULES, required=True, retired=False),
        "Se cambiaron las reglas del tema de capacitación 2026-0001.",
    ),
    (
        facts.TrainingCourseChanged(**RULES, required=False, retired=True),
        "Se retiró el tema de capacitación 2026-0001.",
    ),
    (
        facts.TrainingRequirementChanged(course=COURSE, queues="cola", roles="calidad", required_from="2026-11-01"),
        f"El tema de capacitación {COURSE} se exige desde el domingo 1 de noviembre de 2026 a: cola, Calidad.",
    ),
    (
        facts.TrainingRequirementChanged(course=COURSE, queues="", roles="", required_from=""),
        f"El tema de capacitación {COURSE} no se exige.",
    ),
    (
        facts.TrainingFileStored(course=COURSE, version=2, size=1024, digest="0" * 64),
        f"La versión 2 del material del tema {COURSE} es un archivo.",
    ),
    (
        facts.TrainingMaterialAdded(course=COURSE, version=2),
        "Se agregó la versión 2 del material del tema 2026-0001.",
    ),
    (
        facts.TrainingSessionPlanned(session=SESSION, course=COURSE, version=1, starts_at=START, minutes=60),
        "Se programó la sesión 2026-0007 del tema 2026-0001 para el jueves 3 de diciembre de 2026.",
    ),
    (
        facts.TrainingSessionMoved(session=SESSION, starts_at=START, minutes=60),
        "La sesión de capacitación 2026-0007 cambió: es el jueves 3 de diciembre de 2026.",
    ),
    (facts.TrainingSessionCancelled(session=SESSION), "Se canceló la sesión de capacitación 2026-0007."),
    (
        facts.TrainingParticipantPlanned(session=SESSION, advisor=ADVISOR),
        "asesor1 asiste a la sesión de capacitación 2026-0007.",
    ),
    (
        facts.TrainingParticipantRemoved(session=SESSION, advisor=ADVISOR),
        "asesor1 ya no asiste a la sesión de capacitación 2026-0007.",
    ),
    (
        facts.TrainingAttendanceRecorded(**ABOUT, attendance="attended", reason=""),
        "asesor1 asistió a la sesión de capacitación 2026-0007.",
    ),
    (
        facts.TrainingAttendanceRecorded(**ABOUT, attendance="absent", reason="incapacidad"),
        "asesor1 no asistió a la sesión de capacitación 2026-0007: Incapacidad.",
    ),
    (
        facts.TrainingAttendanceRecorded(**ABOUT, attendance="planned", reason=""),
        "Se quitó la asistencia de asesor1 a la sesión de capacitación 2026-0007.",
    ),
    (
        facts.TrainingMarkRecorded(**ABOUT, mark="87.5", attempt=1, passed=True, valid_until="2027-12-03"),
        "asesor1 aprobó con 87,5 en la sesión de capacitación 2026-0007.",
    ),
    (
        facts.TrainingMarkRecorded(**ABOUT, mark="7", attempt=1, passed=False, valid_until=""),
        "asesor1 no aprobó con 7 en la sesión de capacitación 2026-0007.",
    ),
    (
        facts.TrainingMarkRecorded(**ABOUT, mark="", attempt=0, passed=False, valid_until=""),
        "Se quitó la nota de asesor1 en la sesión de capacitación 2026-0007.",
    ),
    (
        facts.TrainingAcknowledged(session=SESSION, advisor=ADVISOR),
        "asesor1 confirmó su asistencia y su nota de la sesión de capacitación 2026-0007.",
    ),
    (
        facts.TrainingProposed(
            proposal="2026-0003", course=COURSE, source="error", reference="user", advisor=ADVISOR, queue=""
        ),
        "Se propuso el tema 2026-0001 (propuesta 2026-0003).",
    ),
    (
        facts.TrainingProposalDecided(proposal="2026-0003", accepted=True, session=SESSION),
        "Se aceptó la propuesta de capacitación 2026-0003 para la sesión 2026-0007.",
    ),
    (
        facts.TrainingProposalDecided(proposal="2026-0003", accepted=False, session=""),
        "Se rechazó la propuesta de capacitación 2026-0003.",
    ),
    (
        facts.TrainingReminded(advisor=ADVISOR, subject=SESSION, kind="session", day="2026-12-03"),
        "Se recordó a asesor1 la sesión de capacitación 2026-0007, del jueves 3 de diciembre de 2026.",
    ),
    (
        facts.TrainingReminded(advisor=ADVISOR, subject=COURSE, kind="validity", day="2026-12-03"),
        "Se recordó a asesor1 que su capacitación 2026-0001 vence el jueves 3 de diciembre de 2026.",
    ),
]
