"""Spanish labels of call outcomes and advisor states, for screens, sentences and reports. Pure.

They are here because `metrics` prints them and may not import `agent_api.kit.labels`, which holds all other labels.
"""

from eventlog.facts import AdvisorState, Outcome

ADVISOR_STATE_LABELS: dict[AdvisorState, str] = {
    "offline": "Fuera de turno",
    "available": "Disponible",
    "offered": "Timbrando",
    "talking": "En llamada",
    "wrap_up": "Tipificando",
    "paused": "En pausa",
}

OUTCOME_LABELS: dict[Outcome, str] = {
    "answered": "Contestada",
    "abandoned_ivr": "Abandonada en el menú",
    "abandoned_queue": "Abandonada en cola",
    "after_hours": "Fuera de horario",
    "voice_message": "Mensaje de voz",
    "message": "Terminada con un mensaje",
    "callback": "Devolución pedida",
    "self_served": "Autogestionada en el menú",
    "overflowed_out": "Desbordada fuera",
    "capacity_rejected": "Rechazada por capacidad",
    "technical_failure": "Falla técnica",
}
OUTCOME_LABELS_PLURAL: dict[Outcome, str] = {
    "answered": "Contestadas",
    "abandoned_ivr": "Abandonadas en el menú",
    "abandoned_queue": "Abandonadas en cola",
    "after_hours": "Fuera de horario",
    "voice_message": "Mensajes de voz",
    "message": "Terminadas con un mensaje",
    "callback": "Devoluciones pedidas",
    "self_served": "Autogestionadas en el menú",
    "overflowed_out": "Desbordadas fuera",
    "capacity_rejected": "Rechazadas por capacidad",
    "technical_failure": "Fallas técnicas",
}
