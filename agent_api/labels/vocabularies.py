"""All vocabularies that screens show, by the name under which the API serves them: value → label."""

from collections.abc import Mapping
from typing import Any, Final

from agent_api.kit import labels
from config.law.labels import LIGHT_LABELS
from eventlog.facts.labels import ADVISOR_STATE_LABELS, OUTCOME_LABELS, OUTCOME_LABELS_PLURAL
from metrics.reports.layouts import TITLES
from metrics.reports.sections.figures import SENSES

VOCABULARIES: Final[Mapping[str, Mapping[Any, str]]] = {
    "advisor_states": ADVISOR_STATE_LABELS,
    "pauses": labels.PAUSES,
    "call_stages": labels.CALL_STAGES,
    "call_outcomes": OUTCOME_LABELS,
    "call_outcomes_plural": OUTCOME_LABELS_PLURAL,
    "wait_results": labels.WAIT_RESULTS,
    "survey_results": labels.SURVEY_RESULTS,
    "supervision_modes": labels.SUPERVISION_MODES,
    "supervision_acts": labels.SUPERVISION_ACTS,
    "supervision_audiences": labels.SUPERVISION_AUDIENCES,
    "recording_kinds": labels.RECORDING_KINDS,
    "recording_states": labels.RECORDING_STATES,
    "recording_pauses": labels.RECORDING_PAUSES,
    "voice_message_states": labels.VOICE_MESSAGE_STATES,
    "actors": labels.ACTORS,
    "roles": labels.ROLES,
    "ticket_states": labels.TICKET_STATES,
    "ticket_outcomes": labels.TICKET_OUTCOMES,
    "ticket_columns": labels.TICKET_COLUMNS,
    "call_columns": labels.CALL_COLUMNS,
    "call_ends": labels.ENDED_BY,
    "term_lights": LIGHT_LABELS,
    "channels": labels.CHANNELS,
    "priority_reasons": labels.PRIORITY_REASONS,
    "authorities": labels.AUTHORITIES,
    "speaker_kinds": labels.SPEAKER_KINDS,
    "mandate_kinds": labels.MANDATE_KINDS,
    "mandate_states": labels.MANDATE_STATES,
    "mandate_coverages": labels.MANDATE_COVERAGES,
    "steps": labels.STEPS,
    "steps_done": labels.STEPS_DONE,
    "close_reasons": labels.CLOSE_REASONS,
    "link_kinds": labels.LINK_KINDS,
    "evaluation_kinds": labels.EVALUATION_KINDS,
    "evaluation_channels": labels.EVALUATION_CHANNELS,
    "evaluation_states": labels.EVALUATION_STATES,
    "evaluation_answers": labels.EVALUATION_ANSWERS,
    "evaluation_acts": labels.EVALUATION_ACTS,
    "calibration_states": labels.CALIBRATION_STATES,
    "calibration_parts": labels.CALIBRATION_PARTS,
    "calibration_acts": labels.CALIBRATION_ACTS,
    "coaching_states": labels.COACHING_STATES,
    "coaching_acts": labels.COACHING_ACTS,
    "tenures": labels.TENURES,
    "inboxes": labels.INBOXES,
    "inbox_contents": labels.INBOX_CONTENTS,
    "lookup_results": labels.LOOKUP_RESULTS,
    "letter_states": labels.LETTER_STATES,
    "contact_channels": labels.CONTACT_CHANNELS,
    "customer_events": labels.CUSTOMER_EVENTS,
    "customer_fields": labels.CUSTOMER_FIELDS,
    "incident_kinds": labels.INCIDENT_KINDS,
    "incident_sources": labels.INCIDENT_SOURCES,
    "report_kinds": TITLES,
    "denominators": labels.DENOMINATORS,
    "target_senses": SENSES,
}
