"""The Spanish sentence of a notification. Pure.

Owns the words, for the bell and for the digest by mail. A sentence names a number and a user of the entity, and nothing
of a petition or an evaluation.
"""

from datetime import date

from agent_api.notifications.domain.notification import SUBJECT_BY_KIND, NotificationKind
from config.spanish_dates import spoken_date


def describe_notification(
    kind: NotificationKind, number: str, *, by: str = "", due_on: date | None = None, days_left: int | None = None
) -> str:
    """Return the sentence of a notification: «Marta Gómez le asignó el ticket 2026-000123-4.».

    ``by`` is the name of the user who caused it; empty for the system. ``due_on`` is the last day of the ticket or
    observation, to refute an evaluation, or the day of a calibration; ``days_left`` the business days until then.
    """
    match kind:
        case "assigned":
            return f"{by} le asignó el ticket {number}." if by else f"Se le asignó el ticket {number}."
        case "given_back":
            return f"El ticket {number} volvió del área con la información{_by(by)}: revísela."
        case "sent_back":
            return f"El ticket {number} vuelve al área{_by(by)}: la respuesta necesita correcciones."
        case "undelivered":
            return f"La respuesta del ticket {number} no se pudo entregar."
        case "mentioned":
            return f"Hay una nota para usted en el ticket {number}{_by(by)}."
        case "term_near":
            return f"El ticket {number} vence el {_day(due_on)}: {days_left_phrase(days_left or 0)}."
        case "term_breached":
            return f"El ticket {number} venció el {_day(due_on)} sin respuesta."
        case "observation_made":
            return f"La interventoría escribió la observación {number}; se responde a más tardar el {_day(due_on)}."
        case "observation_answered":
            return f"La coordinación respondió la observación {number}."
        case "sample_drawn":
            return f"Se sorteó la muestra de calidad {number}."
        case "seed_due":
            return f"La muestra de la semana {number} espera el número comprometido, a más tardar el {_day(due_on)}."
    match SUBJECT_BY_KIND[kind]:
        case "calibration":
            return _describe_calibration(kind, number, due_on=due_on)
        case "coaching":
            return _describe_coaching(kind, number, by=by, due_on=due_on)
        case _:
            return _describe_evaluation(kind, number, by=by, due_on=due_on)


def _describe_evaluation(kind: NotificationKind, number: str, *, by: str, due_on: date | None) -> str:
    match kind:
        case "evaluation_signed":
            until = f" a más tardar el {_day(due_on)}" if due_on else ""
            return f"Su trabajo tiene la evaluación {number}{_by(by)}: acéptela o refútela{until}."
        case "evaluation_to_read":
            until = f" a más tardar el {_day(due_on)}" if due_on else ""
            return f"Su trabajo tiene la evaluación {number}{_by(by)}: léala. Si no está de acuerdo, refútela{until}."
        case "evaluation_corrected":
            until = f" a más tardar el {_day(due_on)}" if due_on else ""
            return f"La evaluación {number} de su trabajo se corrigió: acéptela o refútela{until}."
        case "evaluation_refuted":
            return f"La evaluación {number} fue refutada{_by(by)}: la decide alguien distinto de quien evaluó."
        case "refutation_conciliation":
            return f"La refutación de la evaluación {number} está en conciliación."
        case _:
            return f"Ya se decidió la refutación de la evaluación {number}."


def _describe_calibration(kind: NotificationKind, number: str, *, due_on: date | None) -> str:
    match kind:
        case "calibration_planned":
            return f"Usted participa en la calibración {number}; la reunión es el {_day(due_on)}."
        case "calibration_ready":
            return f"Todos firmaron la calibración {number}: ya puede abrir los resultados."
        case "calibration_opened":
            return f"Se abrieron los resultados de la calibración {number}."
        case "calibration_cancelled":
            return f"Se canceló la calibración {number}."
        case _:
            return f"Se firmó el acta de la calibración {number}."


def _describe_coaching(kind: NotificationKind, number: str, *, by: str, due_on: date | None) -> str:
    match kind:
        case "coaching_proposed":
            return f"Se propuso el acompañamiento {number}: póngale fecha o descártelo."
        case "coaching_scheduled":
            return f"Su acompañamiento {number}{_by(by)}, es el {_day(due_on)}."
        case "coaching_held":
            return f"Confirme el compromiso del acompañamiento {number}{_by(by)}, a más tardar el {_day(due_on)}."
        case "coaching_confirmed":
            return f"El asesor confirmó el compromiso del acompañamiento {number}."
        case "coaching_commented":
            return f"El asesor comentó el acompañamiento {number}."
        case "coaching_followed":
            return f"El acompañamiento {number} terminó con su seguimiento."
        case _:
            return f"El acompañamiento {number} ya no se hace."


def days_left_phrase(days: int) -> str:
    """Return the remaining business days as people say them: «quedan 3 días hábiles»."""
    if days == 0:
        return "vence hoy"
    return "queda 1 día hábil" if days == 1 else f"quedan {days} días hábiles"


def _by(name: str) -> str:
    return f", de {name}" if name else ""


def _day(day: date | None) -> str:
    return spoken_date(day) if day else ""
