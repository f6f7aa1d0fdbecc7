"""The Spanish label of each value that people read, and the names that the site configures.

Each value has one label, here or in a lower room that prints it: call outcomes and advisor states are in
`eventlog.facts.labels`, legal terms in `config.law.labels`. `agent_api.labels` serves them to the screens; sentences,
reports and PDFs import them. A table whose type belongs to a noun has plain strings as keys, because `kit` imports no
noun; a test compares them with the type.
"""

from typing import Literal, NamedTuple

from call_router.acts import CardStage
from config.schema.fields import ContingencyMode
from config.site.calls.number_kinds import NumberKind, NumberSource
from config.site.model import Site
from config.site.oversight.indicators import Denominator
from config.site.quality.vocabulary import Family
from config.site.tickets.typology import Topic, find_topic
from eventlog.facts import (
    CallHeld,
    CallMuted,
    CallRetrieved,
    CallUnmuted,
    Fact,
    OfferEnd,
)
from eventlog.facts.access_review import ReviewDecision
from eventlog.facts.calls.contingency import ContingencyEnd
from eventlog.facts.calls.post_call import SurveyEnd
from eventlog.facts.calls.recording import PauseReason
from eventlog.facts.calls.routing import AdvisorAction, Obstacle
from eventlog.facts.calls.supervision import SupervisionEnd, SupervisionMode
from eventlog.facts.customers.lookup import LookupResult
from eventlog.facts.customers.speaker import MandateCoverage, SpeakerKind
from eventlog.facts.incident import IncidentKind, IncidentSource
from eventlog.facts.large_client import LargeClientState, NoveltyAct, NoveltyKind, NoveltySource, NoveltyState
from eventlog.facts.people.roster import QueueOverrideEnd
from eventlog.facts.people.training import Attendance, ProposalSource, SessionState
from eventlog.facts.quality.calibration import CalibrationPart
from eventlog.facts.quality.evaluation import EvaluationAnswer, EvaluationChannel, EvaluationKind, Tenure
from eventlog.facts.quality.finding import FindingAct, FindingSource, FindingState
from eventlog.facts.quality.finding_report import FindingReportScope
from eventlog.facts.quality.visit import VisitMode
from eventlog.facts.tickets.ticket import Authority, Channel, MandateKind, PriorityReason
from eventlog.facts.tickets.ticket import Outcome as TicketOutcome

PETITION = "petición"
"""The legal term for a ticket of any kind."""
CALL_STAGES: dict[CardStage, str] = {
    "menu": "En el menú",
    "waiting": "En espera",
    "ringing": "Timbrando",
    "talking": "En conversación",
    "postponed": "Por llamar",
    "wrap_up": "Tipificando",
}
PAUSES: dict[str, str] = {"paid": "pausa de trabajo", "unpaid": "pausa"}
"""Pauses that the contract counts as working time, and all other pauses."""
OFFER_ENDS: dict[OfferEnd, str] = {
    "no_answer": "no contestó",
    "declined": "rechazó la llamada",
    "busy": "estaba ocupado",
    "unreachable": "no se pudo alcanzar",
    "failed": "no se pudo conectar",
    "caller_left": "dejó de timbrar porque quien llamaba colgó",
    "lapsed": "no contestó a tiempo",
    "taken": "dejó de timbrar porque otro asesor contestó",
    "withdrawn": "dejó de timbrar porque la llamada siguió por otra parte",
}
IN_CALL_ACTIONS: dict[type[Fact], str] = {
    CallHeld: "retuvo la llamada",
    CallRetrieved: "retomó la llamada retenida",
    CallMuted: "silenció su micrófono",
    CallUnmuted: "volvió a activar su micrófono",
}
ADVISOR_REQUESTS: dict[str, str] = {
    "paused": "pidió una pausa para cuando termine la llamada",
    "offline": "pidió quedar fuera de turno cuando termine la llamada",
    "": "retiró el cambio de estado que pidió para después de la llamada",
}
ADVISOR_ACTIONS: dict[AdvisorAction, str] = {
    "hold": "retener la llamada",
    "retrieve": "retomar la llamada",
    "mute": "silenciar el micrófono",
    "unmute": "activar el micrófono",
    "pause_recording": "pausar la grabación",
    "resume_recording": "reanudar la grabación",
    "hang_up": "colgar",
    "survey": "transferir a la encuesta",
    "transfer": "transferir la llamada",
    "consult": "consultar a otro asesor",
    "join": "hablar entre los tres",
    "hand_over": "entregar la llamada",
    "take_back": "retomar la llamada",
    "send_keys": "enviar teclas",
}
OBSTACLES: dict[Obstacle, str] = {
    "consulting": "no se puede durante una consulta: primero entregue o retome la llamada",
    "nobody_consulted": "no hay ninguna consulta en curso",
    "not_picked_up": "el asesor consultado aún no contesta",
    "not_available": "el otro asesor ya no está disponible",
    "nobody_there": "aún no hay nadie en la línea",
    "target_unknown": "ese destino no existe",
    "no_survey": "esta llamada no tiene encuesta",
    "on_hold": "la llamada está retenida: primero retómela",
    "unsupported": "la central telefónica no lo permite",
    "late": "el sistema no respondió a tiempo",
    "failed": "el sistema no lo pudo hacer",
}
SUPERVISION_MODES: dict[SupervisionMode, str] = {
    "listen": "Escuchar",
    "whisper": "Susurrar",
    "barge": "Intervenir",
}
SUPERVISION_ACTS: dict[SupervisionMode, str] = {
    "listen": "escucha",
    "whisper": "susurra",
    "barge": "interviene",
}
"""Labels of a supervisor's current action."""
SUPERVISION_AUDIENCES: dict[SupervisionMode, str] = {
    "listen": "nadie lo oye",
    "whisper": "lo oye solo el asesor",
    "barge": "lo oyen los dos",
}
SUPERVISION_ENDS: dict[SupervisionEnd, str] = {
    "stopped": "la dejó",
    "left": "colgó su teléfono",
    "no_answer": "no contestó su teléfono",
    "call_over": "la conversación terminó o siguió por otra parte",
}
ENDED_BY: dict[str, str] = {
    "caller": "colgó quien llamaba",
    "advisor": "colgó el asesor",
    "system": "la cerró el sistema",
    "failure": "la cortó una falla",
    "sent_on": "siguió en otra campaña",
}
NUMBER_KINDS: dict[NumberKind, str] = {
    "mobile": "celular",
    "fixed": "fijo",
    "international": "internacional",
    "satellite": "satelital",
    "premium": "de tarifa con recargo",
    "toll_free": "gratuito (01 8000)",
    "emergency": "de emergencias",
    "short": "corto",
    "unknown": "que no existe en ningún plan de numeración",
    "hidden": "oculto",
}
NUMBER_SOURCES: dict[NumberSource, str] = {
    "network": "del identificador de la red",
    "keyed": "marcado por la persona",
    "unverified": "sin verificar",
}
QUEUE_REASONS: dict[str, str] = {
    "menu": "por elección en el menú",
    "fallback": "después de silencios o teclas equivocadas",
    "overflow": "por desborde de otra cola",
    "transfer": "por transferencia de un asesor",
    "received": "por transferencia desde otra campaña",
}
ENTRY_RESULTS: dict[str, str] = {
    "ok": "Marcó las cifras que se pedían",
    "silence": "No marcó nada",
    "invalid": "Marcó cifras que no sirven",
}
MENU_OUTCOMES: dict[str, str] = {
    "in_progress": "en trámite",
    "late": "vencido, sin respuesta",
    "incomplete": "detenido, por completar",
    "answered": "con respuesta",
    "no_match": "los datos no coinciden",
    "locked": "sin más intentos",
    "failed": "no hubo respuesta",
    "found": "se encontró",
    "none": "no hay nada registrado",
    "yes": "sí es un gran cliente",
    "no": "no es un gran cliente",
}
WAIT_RESULTS: dict[str, str] = {
    "waiting": "sigue en espera",
    "answered": "contestada",
    "moved": "pasó a otra cola",
    "abandoned_ivr": "abandonada en el menú",
    "abandoned_queue": "colgó mientras esperaba",
    "after_hours": "fuera de horario",
    "voice_message": "dejó un mensaje de voz",
    "message": "terminó con un mensaje",
    "callback": "pidió que le devolvamos la llamada",
    "self_served": "terminó en el menú",
    "overflowed_out": "siguió en otra parte",
    "capacity_rejected": "rechazada por capacidad",
    "technical_failure": "falla técnica",
}
"""Ends of a stay in a queue."""
SURVEY_RESULTS: dict[SurveyEnd, str] = {
    "complete": "Completa",
    "unanswered": "Quedaron preguntas sin respuesta",
    "left": "Colgó durante la encuesta",
    "failed": "La cortó una falla",
}
RECORDING_PAUSES: dict[PauseReason, str] = {
    "asked": "dato secreto",
    "hold": "llamada retenida",
    "waiting": "entre dos asesores",
}
"""Labels of the reasons for silence in a recording."""
RECORDING_KINDS: dict[str, str] = {
    "talk": "se oye a quien llama por la izquierda y al asesor por la derecha",
    "message": "mensaje de voz: habla solo quien llamó",
}
RECORDING_STATES: dict[str, str] = {
    "begun": "La grabación todavía no está lista: se guarda cuando termina la llamada.",
    "stored": "La grabación está guardada.",
    "lost": "No hay grabación: la central no pudo grabar, no la entregó o no se pudo leer.",
    "deleted": "La grabación se borró porque se cumplió su plazo.",
}
VOICE_MESSAGE_STATES: dict[str, str] = {
    "begun": "El mensaje todavía se está guardando; se podrá oír en un momento.",
    "stored": "El mensaje está guardado.",
    "lost": "El mensaje no se puede oír: la central no lo entregó o no se pudo leer.",
    "deleted": "La grabación se borró porque se cumplió su plazo.",
}
ROLES: dict[str, str] = {
    "asesor": "Asesor",
    "asesor_escrita": "Asesor de canal escrito",
    "funcionario": "Funcionario",
    "supervisor": "Supervisor",
    "coordinador": "Coordinador",
    "calidad": "Calidad",
    "interventoria": "Interventoría",
    "admin": "Administrador",
}
ACTORS: dict[str, str] = {
    "caller": "quien llama",
    "system": "el sistema",
    "router": "el enrutador",
    "gateway": "la central",
    "recorder": "el registro",
    "advisor": "el asesor",
    "user": "el usuario",
}
"""Labels of the author of a fact: a part of the system, or the kind before the login, as in ``advisor:ana``."""
EXPORTED_LISTS: dict[str, str] = {
    "tickets": "la lista de tickets",
    "calls": "la lista de llamadas",
    "findings": "la lista de hallazgos",
    "staff": "el personal",
    "novelties": "la lista de novedades de grandes clientes",
    "access_log": "la bitácora de depuración",
    "identity_checks": "la lista de verificaciones de identidad",
    "figures": "una tabla de cifras",
    "roster": "los puestos, las ausencias o los suplentes",
    "bulletin_receipts": "las lecturas de un mensaje o anuncio",
}
TICKET_COLUMNS: dict[str, str] = {
    "due_on": "Vence",
    "number": "Radicado",
    "topic": "Asunto",
    "owner": "Responsable",
    "large_client": "Gran cliente",
    "state": "Estado",
    "area": "Área",
    "channel": "Canal",
    "filed_at": "Radicado el",
    "received_by": "Recibió",
    "state_since": "En ese estado desde",
    "round": "Rondas",
    "closed_at": "Cerrado el",
    "outcome": "Resultado",
}
CALL_COLUMNS: dict[str, str] = {
    "arrived_at": "Ingreso",
    "outcome": "Resultado",
    "line": "Línea",
    "queue": "Cola",
    "wait": "Espera",
    "talk": "Conversación",
    "advisor": "Asesor",
    "topic": "Tipificación",
    "ended_by": "Cómo terminó",
}
TICKET_STATES: dict[str, str] = {
    "filed": "Con quien lo radicó",
    "received": "En el canal escrito",
    "in_area": "Con el área",
    "in_review": "Respuesta por revisar",
    "ready": "Lista para enviar",
    "sending": "Respuesta en camino",
    "incomplete": "Espera al peticionario",
    "closed": "Cerrado",
}
TICKET_OUTCOMES: dict[TicketOutcome, str] = {
    "first_contact": "respondido en el primer contacto",
    "answered": "respondido",
    "transferred": "trasladado por competencia",
    "withdrawn": "desistido",
}
CHANNELS: dict[Channel, str] = {
    "phone": "Teléfono",
    "message": "Mensaje de voz",
    "written": "Escrito",
    "in_person": "Presencial",
    "web": "Web",
    "letter": "Carta",
    "email": "Correo electrónico",
}
CHANNEL_PHRASES: dict[Channel, str] = {
    "phone": "por teléfono",
    "message": "en un mensaje de voz",
    "written": "por escrito",
    "in_person": "en persona",
    "web": "por la página web",
    "letter": "por carta",
    "email": "por correo electrónico",
}
"""How a petition arrived, as part of a sentence."""
PRIORITY_REASONS: dict[PriorityReason, str] = {
    "fundamental_right": "Derecho fundamental",
    "irreparable_harm": "Perjuicio irremediable",
    "minor": "Niña, niño o adolescente",
    "journalist": "Periodista en ejercicio",
}
AUTHORITIES: dict[Authority, str] = {
    "tutela": "Tutela",
    "judge": "Juez",
    "congress": "Congreso",
    "procuraduria": "Procuraduría",
    "defensoria": "Defensoría del Pueblo",
    "consumer_ombudsman": "Defensor del Consumidor",
}
MANDATE_KINDS: dict[MandateKind, str] = {
    "legal_representative": "Representante legal",
    "attorney": "Apoderado",
}
SPEAKER_KINDS: dict[SpeakerKind, str] = {
    "holder": "Titular",
    "legal_representative": "Representante legal",
    "attorney": "Apoderado",
    "third_person": "Otra persona",
}
"""The person who speaks in a call."""
MANDATE_COVERAGES: dict[MandateCoverage, str] = {
    "record_and_lookups": "Datos y consultas",
    "record": "Solo datos de la ficha",
    "none": "No alcanza",
}
"""For what a representative's document suffices in a call."""
MANDATE_STATES: dict[str, str] = {
    "unchecked": "Sin revisar",
    "sufficient": "Suficiente",
    "insufficient": "No suficiente",
}
"""Results of the check of a representative's document."""
STEPS: dict[str, str] = {
    "take": "Tomar",
    "answer": "Responder",
    "escalate": "Escalar",
    "give_back": "Devolver con la información",
    "accept": "Aceptar la respuesta",
    "send_back": "Devolver al área",
    "typify": "Tipificar la respuesta",
    "send": "Enviar la respuesta",
    "undo_send": "Deshacer el envío",
    "note": "Anotar",
    "extend": "Prorrogar",
    "ask_completion": "Pedir lo que falta",
    "complete": "Registrar lo que llegó",
    "transfer": "Trasladar por competencia",
    "assign": "Asignar",
    "reclassify": "Corregir la tipología",
    "tie": "Asociar a un cliente",
    "untie": "Desasociar del cliente",
    "check_mandate": "Revisar la acreditación",
    "prioritize": "Dar prioridad",
    "deprioritize": "Quitar la prioridad",
    "set_authority_term": "Término de una autoridad",
    "link": "Vincular con otro ticket",
    "unlink": "Quitar el vínculo",
    "close": "Cerrar por desistimiento",
    "reopen": "Reabrir",
}
"""Button labels of the steps that a person takes."""
STEPS_DONE: dict[str, str] = {
    "file": "radicó la petición",
    "take": "lo tomó",
    "answer": "respondió",
    "escalate": "lo escaló",
    "give_back": "devolvió la información",
    "accept": "aceptó la respuesta",
    "send_back": "la devolvió al área",
    "typify": "tipificó la respuesta",
    "send": "envió la respuesta",
    "undo_send": "deshizo el envío de la respuesta",
    "note": "anotó",
    "extend": "prorrogó el término",
    "ask_completion": "pidió que se complete",
    "complete": "recibió lo que faltaba",
    "transfer": "lo trasladó por competencia",
    "assign": "lo asignó",
    "reclassify": "corrigió la tipología",
    "tie": "lo asoció a un cliente",
    "untie": "lo desasoció del cliente",
    "check_mandate": "revisó la acreditación del representante",
    "prioritize": "le dio prioridad",
    "deprioritize": "le quitó la prioridad",
    "set_authority_term": "registró el término que fijó una autoridad",
    "link": "lo vinculó con otro ticket",
    "unlink": "quitó el vínculo con otro ticket",
    "close": "lo cerró por desistimiento",
    "reopen": "lo reabrió",
    "mail_accepted": "entregó la respuesta",
    "mail_returned": "no pudo entregar la respuesta",
}
"""Labels of the entries in a ticket's history."""
LINK_KINDS: dict[str, str] = {
    "duplicate": "Repite la otra petición",
    "follow_up": "Hace seguimiento a la otra petición",
}
"""Relations of a ticket to the other one of a link."""
CLOSE_REASONS: dict[str, str] = {
    "tacit": "No la completó a tiempo (desistimiento tácito)",
    "express": "El peticionario desistió",
}
EVALUATION_KINDS: dict[EvaluationKind, str] = {
    "random": "De la muestra",
    "focused": "Focalizada",
    "new": "De asesor nuevo",
    "side_by_side": "Al lado",
    "calibration": "Calibración",
    "follow_up": "Seguimiento",
}
EVALUATION_CHANNELS: dict[EvaluationChannel, str] = {"phone": "Teléfono", "written": "Respuesta escrita"}
EVALUATION_STATES: dict[str, str] = {
    "draft": "Sin firmar",
    "discarded": "Descartada",
    "filed": "Firmada",
    "pending": "Espera al asesor",
    "accepted": "Aceptada",
    "refuted": "Refutada",
    "conciliation": "En conciliación",
    "refutation_accepted": "Refutación aceptada",
    "refutation_rejected": "Refutación rechazada",
}
EVALUATION_ANSWERS: dict[EvaluationAnswer, str] = {
    "meets": "Cumple",
    "fails": "No cumple",
    "not_applicable": "No aplica",
}
EVALUATION_ACTS: dict[str, str] = {
    "save": "Guardar",
    "sign": "Firmar",
    "discard": "Descartar",
    "correct": "Corregir",
    "accept": "Aceptar",
    "refute": "Refutar",
    "conciliate": "Citar a conciliación",
    "uphold": "Aceptar la refutación",
    "reject": "Rechazar la refutación",
}
CALIBRATION_STATES: dict[str, str] = {
    "evaluating": "En evaluación",
    "opened": "Resultados abiertos",
    "minuted": "Con acta firmada",
    "cancelled": "Cancelada",
}
CALIBRATION_PARTS: dict[CalibrationPart, str] = {
    "evaluator": "Evaluador",
    "master": "Nota maestra",
    "observer": "Observador",
}
CALIBRATION_ACTS: dict[str, str] = {
    "plan": "Planeó la calibración",
    "change_master": "Cambió quién fija la nota maestra",
    "cancel": "Canceló la calibración",
    "open": "Abrió los resultados",
    "save_minutes": "Guardó el acta",
    "sign_minutes": "Firmó el acta",
    "correct_minutes": "Corrigió el acta",
}
"""Labels of the entries in the history of a calibration."""
COACHING_STATES: dict[str, str] = {
    "proposed": "Propuesto",
    "scheduled": "Con fecha",
    "held": "Espera la confirmación",
    "confirmed": "En seguimiento",
    "followed": "Terminado",
    "dismissed": "Descartado",
    "annulled": "Anulado",
}
COACHING_ACTS: dict[str, str] = {
    "propose": "Proponer",
    "schedule": "Poner fecha",
    "hold": "Registrar la sesión",
    "confirm": "Confirmar el compromiso",
    "comment": "Comentar",
    "follow": "Cerrar con el seguimiento",
    "dismiss": "Descartar",
    "annul": "Anular",
}
COACHING_ACTS_DONE: dict[str, str] = {
    "propose": "Se propuso",
    "schedule": "Se puso fecha",
    "hold": "Se registró la sesión",
    "confirm": "El asesor confirmó el compromiso",
    "comment": "El asesor comentó",
    "follow": "Se cerró con el seguimiento",
    "dismiss": "Se descartó",
    "annul": "Se anuló porque cambió la nota",
}
"""Labels of the entries in the history of a coaching."""
TENURES: dict[Tenure, str] = {
    "new": "En curva de aprendizaje",
    "experienced": "Con experiencia",
    "unknown": "Sin fecha de ingreso",
}
# As the contract names them; the entity's own names are in its forms.
ERROR_FAMILIES: dict[Family, str] = {
    "user": "Error crítico de usuario",
    "business": "Error crítico de negocio",
    "compliance": "Error crítico de cumplimiento",
    "noncritical": "Error no crítico",
}
FINDING_OPERATION = "Operación del centro de contacto"
"""Name of the area of a finding about the operation itself."""
FINDING_SOURCES: dict[FindingSource, str] = {
    "evaluation": "Evaluación",
    "visit": "Visita",
    "observation": "Observación de la interventoría",
    "manual": "Registrado a mano",
}
FINDING_STATES: dict[FindingState, str] = {
    "open": "Abierto",
    "reopened": "Reabierto",
    "proposed": "Acción propuesta",
    "in_course": "Acción en curso",
    "done": "Por verificar",
    "verified": "Verificado",
    "closed": "Cerrado",
    "rejected": "Rechazado por el responsable",
    "annulled": "Anulado",
}
FINDING_ACTS: dict[FindingAct, str] = {
    "propose": "Proponer la acción",
    "finish": "Registrar la corrección",
    "reject": "Rechazar el hallazgo",
    "approve": "Aprobar la acción",
    "send_back": "Devolver al responsable",
    "verify": "Verificar la corrección",
    "close": "Cerrar",
    "reopen": "Reabrir",
    "annul": "Anular",
    "assign": "Cambiar de responsable",
}
"""Button labels of the acts that a person takes."""
FINDING_ACTS_DONE: dict[str, str] = {
    "record": "registró el hallazgo",
    "propose": "propuso la acción",
    "finish": "registró la corrección",
    "reject": "rechazó el hallazgo",
    "approve": "aprobó la acción",
    "send_back": "lo devolvió al responsable",
    "verify": "verificó la corrección",
    "close": "lo cerró",
    "reopen": "lo reabrió",
    "annul": "lo anuló",
    "assign": "cambió el responsable",
}
"""Labels of the entries in a finding's history."""
FINDING_STANDINGS: dict[str, str] = {
    "in_term": "En término",
    "late": "Vencido",
    "corrected": "Corregido a tiempo",
    "corrected_late": "Corregido tarde",
    "void": "Sin término",
}
FINDING_COLUMNS: dict[str, str] = {
    "number": "Número",
    "kind": "Clase",
    "severity": "Gravedad",
    "area": "Área",
    "owner": "Responsable",
    "state": "Estado",
    "due_on": "Vence",
    "term": "Término",
    "found_on": "Registrado el",
    "source": "Origen",
    "found_by": "Lo registró",
}
STAFF_STANDINGS: dict[str, str] = {
    "present": "En la campaña",
    "coming": "Por ingresar",
    "moving": "Traslado previsto",
    "leaving": "Salida prevista",
    "gone": "Salió",
}
STAFF_ACCOUNTS: dict[str, str] = {"none": "Sin cuenta", "enabled": "Habilitada", "disabled": "Inhabilitada"}
STAFF_CAUSES: dict[str, str] = {"entry": "Ingreso", "move": "Traslado"}
STAFF_ENDINGS: dict[str, str] = {
    "exit": "Salida",
    "campaign": "Paso a otra campaña",
    "move": "Traslado",
    "annulled": "El ingreso se anuló",
}
STAFF_EFFECTS: dict[str, str] = {
    "entered": "Ingresa",
    "corrected": "Se corrige",
    "left": "Sale",
    "unchanged": "Queda igual",
}
STAFF_COLUMNS: dict[str, str] = {
    "user": "Usuario",
    "name": "Nombre",
    "standing": "Situación",
    "position": "Cargo",
    "employer": "Empleador",
    "line": "Línea",
    "channel": "Canal",
    "coordinator": "Coordina",
    "entered_on": "Ingresó el",
    "begins_on": "En el cargo desde",
    "ends_on": "Último día",
    "account": "Cuenta",
    "signed_in_at": "Última entrada",
}
TRAINING_SESSION_STATES: dict[SessionState, str] = {
    "planned": "Programada",
    "held": "Realizada",
    "cancelled": "Cancelada",
}
TRAINING_ATTENDANCE: dict[Attendance, str] = {"planned": "Sin registrar", "attended": "Asistió", "absent": "No asistió"}
TRAINING_STANDINGS: dict[str, str] = {
    "valid": "Vigente",
    "pending": "Pendiente",
    "failed": "No aprobada",
    "exhausted": "Sin más intentos",
    "expired": "Vencida",
}
TRAINING_PROPOSAL_SOURCES: dict[ProposalSource, str] = {
    "finding": "Hallazgo",
    "coaching": "Acompañamiento",
    "error": "Familia de errores",
    "manual": "Propuesta a mano",
}
TRAINING_PROPOSAL_STATES: dict[str, str] = {"open": "Por decidir", "accepted": "Aceptada", "rejected": "Rechazada"}
TRAINING_CHANNELS: dict[str, str] = {"phone": "Teléfono", "written": "Escrito", "all": "Todos los canales"}
VISIT_MODES: dict[VisitMode, str] = {"in_person": "Presencial", "monitoring": "Monitoreo"}
VISIT_STATES: dict[str, str] = {"draft": "Sin firmar", "signed": "Firmada", "discarded": "Descartada"}
VISIT_ANSWERS: dict[str, str] = {"yes": "Sí", "no": "No", "not_applicable": "No aplica"}
FINDING_REPORT_SCOPES: dict[FindingReportScope, str] = {"visit": "Visita", "week": "Semana", "month": "Mes"}
FINDING_REPORT_STATES: dict[str, str] = {
    "queued": "En preparación",
    "ready": "Por presentar",
    "presented": "Presentado",
    "received": "Recibido",
    "answered": "Respondido",
}
LARGE_CLIENT_STATES: dict[LargeClientState, str] = {"active": "Activo", "ended": "Retirado"}
LARGE_CLIENT_FIELDS: dict[str, str] = {
    "nit": "NIT",
    "name": "Nombre",
    "manager": "Ejecutivo de cuenta",
    "service": "Servicio acordado",
    "hours": "Horario",
    "response_hours": "Horas para responder",
    "state": "Estado",
    "since": "Cliente desde",
    "until": "Cliente hasta",
    "contacts": "Contactos",
}
NOVELTY_KINDS: dict[NoveltyKind, str] = {"failure": "Falla", "finding": "Hallazgo"}
NOVELTY_SOURCES: dict[NoveltySource, str] = {
    "database": "Base de datos",
    "outsourcer_report": "Informe del operador",
    "monitoring": "Monitoreo del canal",
}
CONTINGENCY_MODES: dict[ContingencyMode, str] = {
    "before": "Antes del saludo y del menú",
    "instead": "En lugar del saludo y del menú",
}
QUEUE_OVERRIDE_ENDS: dict[QueueOverrideEnd, str] = {
    "returned": "Lo devolvió una persona",
    "replaced": "Lo reemplazó otro",
    "expired": "Se cumplió su hora",
}
CONTINGENCY_ENDS: dict[ContingencyEnd, str] = {
    "removed": "Lo quitó una persona",
    "replaced": "Se puso otro",
    "expired": "Se cumplió su hora",
}
NOVELTY_STATES: dict[NoveltyState, str] = {
    "registered": "Sin enviar",
    "sent": "Espera acuse",
    "received": "Espera respuesta",
    "answered": "Respondida",
    "closed": "Cerrada",
    "annulled": "Anulada",
}
NOVELTY_ACTS: dict[NoveltyAct, str] = {
    "send": "Enviar",
    "receive": "Registrar el acuse de recibo",
    "answer": "Registrar la respuesta",
    "note": "Anotar un seguimiento",
    "close": "Cerrar",
    "reopen": "Reabrir",
    "annul": "Anular",
}
"""Button labels of the acts on a novelty of a large client."""
NOVELTY_ACTS_DONE: dict[str, str] = {
    "record": "registró la novedad",
    "send": "la envió",
    "receive": "registró el acuse de recibo",
    "answer": "registró la respuesta",
    "note": "anotó un seguimiento",
    "close": "la cerró",
    "reopen": "la reabrió",
    "annul": "la anuló",
}
NOVELTY_COLUMNS: dict[str, str] = {
    "number": "Número",
    "client": "Cliente",
    "kind": "Clase",
    "channel": "Canal",
    "source": "Fuente",
    "state": "Estado",
    "found_on": "Encontrada el",
    "sent_to": "Enviada a",
    "owed": "Vencidos",
    "registered_by": "La registró",
}
INBOXES: dict[str, str] = {
    "mine": "Míos",
    "tier": "Canal escrito",
    "area": "Mi área",
    "followed": "Seguimiento",
    "all": "Todos",
}
INBOX_CONTENTS: dict[str, str] = {
    "mine": "Los tickets a su cargo.",
    "tier": "Los tickets del canal escrito, suyos o sin tomar.",
    "area": "Los tickets de su área, suyos o sin tomar.",
    "followed": "Los tickets que usted o su área radicó, escaló o respondió.",
    "all": "Primero los abiertos, en orden de vencimiento; al final los cerrados.",
}
LOOKUP_RESULTS: dict[LookupResult, str] = {
    "found": "se mostró lo que había",
    "none": "no había nada",
    "not_available": "no estuvo disponible",
}
MAIL_STATES: dict[str, str] = {
    "waiting": "espera para salir",
    "claimed": "está saliendo",
    "handed": "está saliendo",
    "sent": "el servidor de correo lo recibió",
    "bounced": "rebotó y no llegó",
    "failed": "no salió en el plazo previsto",
    "uncertain": "no se sabe si salió, y una persona debe decidir",
    "cancelled": "no salió: el envío se deshizo",
}
LETTER_STATES: dict[str, str] = {
    "written": "por entregar a la mensajería",
    "dispatched": "en camino",
    "delivered": "entregada",
    "returned": "devuelta",
    "cancelled": "no salió: el envío se deshizo",
}
CONTACT_CHANNELS: dict[str, str] = {"phone": "por teléfono", "email": "por correo", "letter": "por carta"}
CUSTOMER_EVENTS: dict[str, str] = {
    "ticket": "Tickets",
    "call": "Llamadas",
    "message": "Correos",
    "letter": "Cartas y avisos",
    "recording": "Grabaciones",
    "verification": "Verificaciones de identidad",
    "change": "Cambios de datos",
    "consent": "Avisos de tratamiento de datos",
}
"""Kinds of events in a customer's timeline."""
CUSTOMER_FIELDS: dict[str, str] = {
    "name": "Nombre",
    "document": "Documento",
    "birth_date": "Fecha de nacimiento",
    "addresses": "Direcciones",
    "phones": "Teléfonos",
    "emails": "Correos",
    "preferred_contact": "Contacto preferido",
    "credits": "Créditos",
    "ties": "Vínculos",
    "merged_into": "Se unió a otro registro",
}
INCIDENT_KINDS: dict[IncidentKind, str] = {"outage": "Fuera de servicio", "degraded": "Funciona mal"}
INCIDENT_SOURCES: dict[IncidentSource, str] = {
    "watch": "la vigilancia de los sistemas",
    "facts": "los hechos del registro",
    "person": "una persona",
}
DENOMINATORS: dict[Denominator, str] = {
    "ingressed": "ingresadas en horario",
    "all_ingressed": "ingresadas a toda hora",
    "queued": "encoladas",
    "queued_less_short": "encoladas sin abandonos cortos",
    "answered": "contestadas",
}


def in_sentence(label: str) -> str:
    """Return a label for use inside a sentence, with a small first letter."""
    return label[:1].lower() + label[1:]


def line_name(site: Site, line: str) -> str:
    """Return the line's name, or its id if today's site no longer has it."""
    return site.lines[line].name if line in site.lines else line


def contingency_name(site: Site, message: str) -> str:
    """Return the contingency message's name, or its id if today's site no longer has it."""
    messages = site.contingency.messages if site.contingency else {}
    return messages[message].name if message in messages else message


def queue_name(site: Site, queue: str) -> str:
    """Return the queue's name, or its id if today's site no longer has it."""
    return site.queues[queue].name if queue in site.queues else queue


def campaign_name(site: Site, campaign: str) -> str:
    """Return the name of another campaign, or its id if today's site does not name it."""
    return site.campaigns[campaign].name if campaign in site.campaigns else campaign


def option_label(site: Site, menu: str, option: str) -> str:
    """Return the label of a menu key, or an empty text if today's site no longer has it."""
    menu_option = site.menus[menu].options.get(option) if menu in site.menus else None
    return menu_option.label if menu_option else ""


def menu_name(site: Site, menu: str) -> str:
    """Return a menu's name for a sentence: «principal» for the first of a line, else the label of the key before it.

    It is empty for a menu that today's site no longer has.
    """
    if menu in {line.menu for line in site.lines.values()}:
        return "principal"
    options = (each for level in site.menus.values() for each in level.options.values())
    return next((f"«{each.label}»" for each in options if each.menu == menu), "")


def information_name(site: Site, information: str) -> str:
    """Return the label of the key that leads to an information, or the name of the step that said it; else empty."""
    if information in site.steps:
        return site.steps[information].name
    options = (each for level in site.menus.values() for each in level.options.values())
    return next((each.label for each in options if each.information == information), "")


def step_name(site: Site, step: str) -> str:
    """Return the name of a step of the menu; empty if today's site no longer has it."""
    return site.steps[step].name if step in site.steps else ""


def kind_name(site: Site, kind: str) -> str:
    """Return the kind's name, or its id if that site does not have it."""
    return site.typology[kind].name if kind in site.typology else kind


def theme_name(site: Site, kind: str, theme: str) -> str:
    """Return the theme's name, or its id if that site does not have it."""
    return site.typology[kind].themes[theme].name if site.has_theme(kind, theme) else theme


def subtheme_name(site: Site, kind: str, theme: str, subtheme: str) -> str | None:
    """Return the sub-theme's name, or its id if that site does not have it; None for an empty sub-theme."""
    leaf = find_topic(site.typology, Topic(kind, theme, subtheme))
    return leaf.name if leaf and leaf.subtheme else subtheme or None


class TopicNames(NamedTuple):
    """The names of a topic; the sub-theme is None if it is empty."""

    kind: str
    theme: str
    subtheme: str | None


def topic_names(site: Site, kind: str, theme: str, subtheme: str) -> TopicNames:
    """Return the names of a topic, or ids where that site has no name."""
    site_kind = site.typology.get(kind)
    site_theme = site_kind.themes.get(theme) if site_kind else None
    site_subtheme = site_theme.subthemes.get(subtheme) if site_theme else None
    return TopicNames(
        site_kind.name if site_kind else kind,
        site_theme.name if site_theme else theme,
        site_subtheme.name if site_subtheme else subtheme or None,
    )


def question_name(site: Site, question: str) -> str:
    """Return the name of a survey question, or its id if that site does not have it."""
    site_question = site.survey.find_question(question) if site.survey else None
    return site_question.name if site_question else question


def answer_name(site: Site, question: str, answer: str) -> str:
    """Return the label of a key as the answer to a question, or the key if that site does not have it."""
    site_question = site.survey.find_question(question) if site.survey else None
    return site_question.answers.get(answer, answer) if site_question else answer


def topic_label(site: Site, kind: str, theme: str, subtheme: str = "") -> str:
    """Return kind, theme and sub-theme: «Queja: Trato recibido · Trato en un punto de atención»."""
    narrower = subtheme_name(site, kind, theme, subtheme)
    within = f" · {narrower}" if narrower else ""
    return f"{kind_name(site, kind)}: {theme_name(site, kind, theme)}{within}"


def number_label(kind: NumberKind | Literal[""], source: NumberSource | Literal[""]) -> str | None:
    """Return the kind of a caller's number and its source: «Celular, sin verificar»; None if unknown."""
    if not kind or not source:
        return None
    name = f"Número {NUMBER_KINDS[kind]}" if kind not in ("mobile", "fixed") else NUMBER_KINDS[kind].capitalize()
    return name if kind == "hidden" else f"{name}, {NUMBER_SOURCES[source]}"


def priority_label(head_start_s: int, by_number_s: int) -> str:
    """Return a call's priority in its queue with the reason: «2 min de ventaja: gran cliente»; empty without any."""
    if not head_start_s:
        return ""
    by_number, by_rule = by_number_s > 0, head_start_s > by_number_s
    reasons = [*(["gran cliente"] if by_number else []), *(["su línea o su opción del menú"] if by_rule else [])]
    minutes, seconds = divmod(head_start_s, 60)
    length = f"{head_start_s} s" if seconds or not minutes else f"{minutes} min"
    return f"{length} de ventaja: {' y '.join(reasons)}"


def finding_term(standing: str, days: int) -> str:
    """Return the term of a finding in words: «quedan 3 días hábiles», «vencido hace 1 día hábil»."""
    counted = "1 día hábil" if days == 1 else f"{days} días hábiles"
    match standing:
        case "in_term" if days == 0:
            return "vence hoy"
        case "in_term":
            return f"{'queda' if days == 1 else 'quedan'} {counted}"
        case "late":
            return f"vencido hace {counted}" if days else "vencido"
        case "corrected_late" if days:
            return f"corregido {counted} tarde"
    return FINDING_STANDINGS[standing].lower()


ACCESS_KINDS: dict[str, str] = {
    "account": "Cuentas",
    "password": "Contraseñas",
    "second_factor": "Segundo factor",
    "lock": "Bloqueos",
    "sign_in": "Ingresos y salidas",
    "refusal": "Ingresos negados",
    "role": "Roles y solicitudes",
    "token": "Tokens",
    "dormancy": "Cuentas sin uso",
    "customer": "Lectura de clientes",
    "review": "Revisiones de la bitácora",
}
ACCESS_CHANNELS: dict[str, str] = {"screen": "Pantalla", "token": "Otro sistema", "system": "El sistema"}
ACCESS_MOVEMENTS: dict[str, str] = {
    "UserCreated": "Se creó la cuenta",
    "UserDisabled": "Se inhabilitó la cuenta",
    "UserEnabled": "Se habilitó de nuevo la cuenta",
    "PasswordChanged": "Cambió la contraseña",
    "PasswordReset": "Contraseña temporal",
    "PhonePasswordChanged": "Contraseña nueva del teléfono",
    "SecondFactorChanged": "Segundo factor",
    "EnrolmentCodeGiven": "Código para el segundo factor",
    "SignInLocked": "Bloqueo por intentos fallidos",
    "SignedIn": "Ingresó",
    "SignedOut": "Salió",
    "SessionRevoked": "Sesiones cerradas",
    "SignInRefused": "Ingreso negado",
    "RoleGranted": "Recibió un rol",
    "RoleWithdrawn": "Perdió un rol",
    "RightsAsked": "Solicitud de permiso",
    "RightsApproved": "Solicitud aprobada",
    "RightsRefused": "Solicitud rechazada",
    "TokenIssued": "Token expedido",
    "TokenRevoked": "Token revocado",
    "TokenTakenOver": "Token a cargo de otra persona",
    "AccountDormancyWarned": "Aviso de cuenta sin uso",
    "DormantAccountDisabled": "Inhabilitada por falta de uso",
    "CustomerRead": "Leyó a un cliente",
    "CustomerViewed": "Se le mostró un cliente",
    "CustomerTimelineRead": "Leyó la historia de un cliente",
    "CustomersSearched": "Buscó clientes",
    "SearchMade": "Buscó en todo",
    "AccessLogReviewed": "Firmó una revisión",
}
"""Labels of the movements of the access log, by the tag of the fact."""
ACCESS_LOG_COLUMNS: dict[str, str] = {
    "at": "Fecha y hora",
    "account": "Cuenta",
    "account_name": "Nombre de la cuenta",
    "actor": "Quién lo hizo",
    "actor_name": "Nombre de quien lo hizo",
    "movement": "Movimiento",
    "reason": "Motivo o detalle",
    "reference": "Solicitud o token",
    "channel": "Canal",
    "customer": "Cliente",
    "call": "Llamada",
}
DISCREPANCY_KINDS: dict[str, str] = {
    "here_only": "Está aquí y no en la lista",
    "there_only": "Está en la lista y no aquí",
    "differing": "El estado no coincide",
}
IDENTITY_CHECK_RESULTS: dict[str, str] = {"open": "Sin responder", "passed": "Verificada", "failed": "No verificada"}
IDENTITY_CHECK_COLUMNS: dict[str, str] = {
    "asked_at": "Fecha y hora",
    "call": "Llamada",
    "line": "Línea",
    "advisor": "Asesor",
    "customer": "Cliente",
    "questions": "Preguntas",
    "result": "Resultado",
    "attempt": "Intento",
}
ACCOUNT_FINDINGS: dict[str, str] = {
    "departed": "Ya no está en la entidad",
    "role_conflict": "Roles en conflicto",
    "never_used": "Nunca se usó",
    "dormant": "Mucho tiempo sin entrar",
    "no_owner": "Sin nombre de persona",
    "generic_name": "Usuario genérico",
    "no_role": "Sin rol vigente",
    "exception_expired": "Excepción vencida",
}
ACCESS_REVIEW_STATES: dict[str, str] = {"open": "Por decidir", "signed": "Por ejecutar", "closed": "Terminada"}
ACCESS_REVIEW_DECISIONS: dict[ReviewDecision, str] = {"keep": "Mantener", "change": "Cambiar", "remove": "Retirar"}
ACCESS_REVIEW_EXECUTIONS: dict[str, str] = {
    "pending": "Por hacer",
    "requested": "Por aprobar",
    "executed": "Hecho",
}
