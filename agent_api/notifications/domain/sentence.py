"""The Spanish sentence of a notification. Pure.

Owns the words, for the bell and for the digest by mail. A sentence names a number and a user of the entity, and nothing
of a petition, an evaluation or a finding.
"""

from datetime import date
from typing import Final

from agent_api.notifications.domain.notification import NotificationKind
from config.spanish_dates import spoken_date

_SENTENCES: Final[dict[NotificationKind, str]] = {
    "assigned": "{name} le asignó el ticket {number}.",
    "given_back": "El ticket {number} volvió del área con la información{by}: revísela.",
    "sent_back": "El ticket {number} vuelve al área{by}: la respuesta necesita correcciones.",
    "undelivered": "La respuesta del ticket {number} no se pudo entregar.",
    "mentioned": "Hay una nota para usted en el ticket {number}{by}.",
    "term_near": "El ticket {number} vence el {day}: {left}.",
    "term_breached": "El ticket {number} venció el {day} sin respuesta.",
    "observation_made": "La interventoría escribió la observación {number}; se responde a más tardar el {day}.",
    "observation_answered": "La coordinación respondió la observación {number}.",
    "sample_drawn": "Se sorteó la muestra de calidad {number}.",
    "seed_due": "La muestra de la semana {number} espera el número comprometido, a más tardar el {day}.",
    "evaluation_signed": "Su trabajo tiene la evaluación {number}{by}: acéptela o refútela{until}.",
    "evaluation_to_read": (
        "Su trabajo tiene la evaluación {number}{by}: léala. Si no está de acuerdo, refútela{until}."
    ),
    "evaluation_corrected": "La evaluación {number} de su trabajo se corrigió: acéptela o refútela{until}.",
    "evaluation_refuted": "La evaluación {number} fue refutada{by}: la decide alguien distinto de quien evaluó.",
    "refutation_conciliation": "La refutación de la evaluación {number} está en conciliación.",
    "refutation_decided": "Ya se decidió la refutación de la evaluación {number}.",
    "calibration_planned": "Usted participa en la calibración {number}; la reunión es el {day}.",
    "calibration_ready": "Todos firmaron la calibración {number}: ya puede abrir los resultados.",
    "calibration_opened": "Se abrieron los resultados de la calibración {number}.",
    "calibration_minuted": "Se firmó el acta de la calibración {number}.",
    "calibration_cancelled": "Se canceló la calibración {number}.",
    "coaching_proposed": "Se propuso el acompañamiento {number}: póngale fecha o descártelo.",
    "coaching_scheduled": "Su acompañamiento {number}{by}, es el {day}.",
    "coaching_held": "Confirme el compromiso del acompañamiento {number}{by}, a más tardar el {day}.",
    "coaching_confirmed": "El asesor confirmó el compromiso del acompañamiento {number}.",
    "coaching_commented": "El asesor comentó el acompañamiento {number}.",
    "coaching_followed": "El acompañamiento {number} terminó con su seguimiento.",
    "coaching_ended": "El acompañamiento {number} ya no se hace.",
    "coaching_near": "El compromiso del acompañamiento {number} vence el {day}: {left}.",
    "coaching_late": "El compromiso del acompañamiento {number} venció el {day} y el acompañamiento sigue abierto.",
    "coaching_unregistered": "La sesión del acompañamiento {number} era el {day} y no se ha registrado.",
    "finding_assigned": "Tiene a su cargo el hallazgo {number}{by}: corríjalo a más tardar el {day}.",
    "finding_acted": "El responsable del hallazgo {number} actuó{by}: revíselo.",
    "finding_reviewed": "El hallazgo {number} a su cargo tiene una decisión{by}.",
    "finding_near": "El hallazgo {number} vence el {day}: {left}.",
    "finding_late": "El hallazgo {number} venció el {day} sin corregirse.",
    "finding_report_presented": ("Se presentó el informe de hallazgos {number}{by}: acúselo de recibido y respóndalo."),
    "finding_report_received": "La coordinación recibió el informe de hallazgos {number}.",
    "account_dormant": "Su cuenta {number} se inhabilita el {day} por falta de uso, si no entra antes.",
    "finding_report_answered": "La coordinación respondió el informe de hallazgos {number}.",
    "novelty_sent": "La interventoría tiene la novedad {number} de grandes clientes{by}: acuse recibo y respóndala.",
    "novelty_replied": "Hay un acuse o una respuesta de la novedad {number} de grandes clientes.",
    "novelty_late": "La novedad {number} de grandes clientes espera un acuse o una respuesta desde el {day}.",
    "training_planned": "Usted asiste a la sesión de capacitación {number}, el {day}.",
    "training_moved": "La sesión de capacitación {number} cambió: es el {day}.",
    "training_cancelled": "Se canceló la sesión de capacitación {number}, que era el {day}.",
    "training_recorded": "Confirme su asistencia y su nota en la sesión de capacitación {number}.",
    "training_near": "La sesión de capacitación {number} es el {day}.",
    "training_expiring": "Su capacitación {number} vence el {day}: repítala antes.",
    "training_proposed": "Se propuso una capacitación ({number}): acéptela o rechácela.",
    "access_review_begun": "Empezó la revisión de cuentas {number}: decida sobre cada cuenta a más tardar el {day}.",
    "access_review_signed": "Se firmó la revisión de cuentas {number}: haga en las cuentas lo decidido.",
    "access_review_near": "La revisión de cuentas {number} vence el {day}: {left}.",
    "access_review_late": "La revisión de cuentas {number} venció el {day} sin terminar.",
    "access_review_expired": "El {day} venció una excepción de la revisión de cuentas {number}: revise la cuenta.",
    "contingency_started": "Se puso en una línea el mensaje de contingencia {number}{by}.",
    "announcement_published": "Hay un anuncio para usted, el {number}{by}: léalo.",
    "contingency_removed": "Se quitó de una línea el mensaje de contingencia {number}{by}.",
    "article_review": "El artículo {number} se revisa a más tardar el {day}: confírmelo o publique otra versión.",
    "article_expiring": "El artículo {number} vence el {day}: después de ese día nadie lo ve.",
    "article_expired": "El artículo {number} venció el {day} y ya nadie lo ve: publique otra versión o retírelo.",
    "article_not_useful": "El artículo {number} no le sirvió a {name}.",
    "own_report_received": "Le llegó el informe propio {number}.",
    "own_report_stopped": "El informe propio {number} dejó de hacerse: vea por qué y corríjalo.",
    "own_report_transferred": "El informe propio {number} ahora es suyo{by}.",
    "site_publication_requested": "Apruebe o rechace la publicación del borrador {number:.8} del sitio{by}.",
    "site_publication_approved": "Se aprobó la publicación que usted pidió, del borrador {number:.8} del sitio.",
    "site_publication_refused": "No se aprobó la publicación que usted pidió, del borrador {number:.8} del sitio.",
}
_ASSIGNED_BY_THE_SYSTEM: Final = "Se le asignó el ticket {number}."


def describe_notification(
    kind: NotificationKind, number: str, *, by: str = "", due_on: date | None = None, days_left: int | None = None
) -> str:
    """Return the sentence of a notification: «Marta Gómez le asignó el ticket 2026-000123-4.».

    ``by`` is the name of the user who caused it; empty for the system. ``due_on`` is the last day of the ticket,
    observation or finding, or to refute an evaluation, or the day of a calibration or coaching; ``days_left`` the
    business days until then.
    """
    day = spoken_date(due_on) if due_on else ""
    sentence = _ASSIGNED_BY_THE_SYSTEM if kind == "assigned" and not by else _SENTENCES[kind]
    return sentence.format(
        number=number,
        name=by,
        by=f", de {by}" if by else "",
        day=day,
        until=f" a más tardar el {day}" if day else "",
        left=days_left_phrase(days_left or 0),
    )


def days_left_phrase(days: int) -> str:
    """Return the remaining business days as people say them: «quedan 3 días hábiles»."""
    if days == 0:
        return "vence hoy"
    return "queda 1 día hábil" if days == 1 else f"quedan {days} días hábiles"
