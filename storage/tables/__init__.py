"""The tables as queries see them; `migrations/` makes them.

Owns names and types of columns. It must not say their meaning for a call or a ticket: the rooms above do. Each module
holds the tables of one noun. Import a table from this package and not from its module: a query joins tables of several
nouns, and `metadata` is complete, with every foreign key, only when all modules are loaded.

Imports nothing of the project outside this package. Read `columns` first: the metadata and the column types that all
tables share.
"""

from storage.tables.accounts.access import account, account_role, known_browser, rights_request, service_token, session
from storage.tables.accounts.access_log import access_log_entry, access_log_fold, access_log_review
from storage.tables.accounts.access_reviews import access_review, access_review_account
from storage.tables.accounts.displays import wall_display
from storage.tables.attachments import attachment
from storage.tables.calls import (
    contingency_message,
    disposition,
    draft,
    practice,
    prompt_choice,
    prompt_sound,
    recording,
    recording_play,
    voice_message,
)
from storage.tables.columns import metadata
from storage.tables.correspondence import letter, mail, mail_tally, text_message
from storage.tables.customers import (
    customer,
    customer_change,
    customer_merge,
    customer_phone,
    customer_tie,
    customer_view,
)
from storage.tables.erasures import erasure
from storage.tables.eventlog import (
    call,
    chain_head,
    checkpoint,
    checkpoint_advisor,
    checkpoint_total,
    interval_count,
    journal,
    journal_state_advisor,
    outbox,
    outbox_turn,
    person_data,
)
from storage.tables.identity import call_speaker, identity_check, identity_release
from storage.tables.incidents import (
    data_gap,
    incident,
    incident_note,
    system_watch,
)
from storage.tables.indicators import (
    indicator_caller,
    indicator_count,
    indicator_fold,
    period,
)
from storage.tables.large_clients import (
    client_novelty,
    client_novelty_delivery,
    client_novelty_reminder,
    client_novelty_step,
    large_client,
    large_client_phone,
    large_client_version,
)
from storage.tables.lookups import lookup_made
from storage.tables.oversight import (
    anchor,
    anchor_delivery,
    day_head,
    observation,
    own_report,
    own_report_delivery,
    own_report_run,
    report,
    sealed_period,
    sealed_piece,
)
from storage.tables.quality.calibrations import (
    calibration,
    calibration_change,
    calibration_item,
    calibration_minutes,
    calibration_person,
    calibration_round,
    calibration_step,
)
from storage.tables.quality.coaching import coaching, coaching_step
from storage.tables.quality.evaluations import evaluation, evaluation_file, evaluation_round, evaluation_step
from storage.tables.quality.findings import (
    finding,
    finding_file,
    finding_reminder,
    finding_report,
    finding_step,
    quality_visit,
)
from storage.tables.quality.samples import quality_item, quality_sample, quality_seed, quality_stratum
from storage.tables.site.drafts import site_draft, site_draft_file, site_draft_revision
from storage.tables.site.publications import site_file, site_publication, site_version
from storage.tables.staff.knowledge import knowledge_article, knowledge_notice, knowledge_reading, knowledge_version
from storage.tables.staff.register import staff_member, staff_period
from storage.tables.staff.roster import absence, advisor_queues, advisor_seat, deputy, queue_override, seat
from storage.tables.staff.staff_bulletins import bulletin, bulletin_receipt
from storage.tables.staff.training import (
    training_course,
    training_file,
    training_material,
    training_participant,
    training_proposal,
    training_reminder,
    training_session,
)
from storage.tables.tickets import (
    notice_report,
    ticket,
    ticket_answer_opening,
    ticket_entry,
    ticket_follower,
    ticket_link,
    ticket_sequence,
    ticket_status_check,
    ticket_words,
)
from storage.tables.workspace import help_news, help_tour, notification, queue_threshold, saved_view

__all__ = [
    "absence",
    "access_log_entry",
    "access_log_fold",
    "access_log_review",
    "access_review",
    "access_review_account",
    "account",
    "account_role",
    "advisor_queues",
    "advisor_seat",
    "anchor",
    "anchor_delivery",
    "attachment",
    "bulletin",
    "bulletin_receipt",
    "calibration",
    "calibration_change",
    "calibration_item",
    "calibration_minutes",
    "calibration_person",
    "calibration_round",
    "calibration_step",
    "call",
    "call_speaker",
    "chain_head",
    "checkpoint",
    "checkpoint_advisor",
    "checkpoint_total",
    "client_novelty",
    "client_novelty_delivery",
    "client_novelty_reminder",
    "client_novelty_step",
    "coaching",
    "coaching_step",
    "contingency_message",
    "customer",
    "customer_change",
    "customer_merge",
    "customer_phone",
    "customer_tie",
    "customer_view",
    "data_gap",
    "day_head",
    "deputy",
    "disposition",
    "draft",
    "erasure",
    "evaluation",
    "evaluation_file",
    "evaluation_round",
    "evaluation_step",
    "finding",
    "finding_file",
    "finding_reminder",
    "finding_report",
    "finding_step",
    "help_news",
    "help_tour",
    "identity_check",
    "identity_release",
    "incident",
    "incident_note",
    "indicator_caller",
    "indicator_count",
    "indicator_fold",
    "interval_count",
    "journal",
    "journal_state_advisor",
    "knowledge_article",
    "knowledge_notice",
    "knowledge_reading",
    "knowledge_version",
    "known_browser",
    "large_client",
    "large_client_phone",
    "large_client_version",
    "letter",
    "lookup_made",
    "mail",
    "mail_tally",
    "metadata",
    "notice_report",
    "notification",
    "observation",
    "outbox",
    "outbox_turn",
    "own_report",
    "own_report_delivery",
    "own_report_run",
    "period",
    "person_data",
    "practice",
    "prompt_choice",
    "prompt_sound",
    "quality_item",
    "quality_sample",
    "quality_seed",
    "quality_stratum",
    "quality_visit",
    "queue_override",
    "queue_threshold",
    "recording",
    "recording_play",
    "report",
    "rights_request",
    "saved_view",
    "sealed_period",
    "sealed_piece",
    "seat",
    "service_token",
    "session",
    "site_draft",
    "site_draft_file",
    "site_draft_revision",
    "site_file",
    "site_publication",
    "site_version",
    "staff_member",
    "staff_period",
    "system_watch",
    "text_message",
    "ticket",
    "ticket_answer_opening",
    "ticket_entry",
    "ticket_follower",
    "ticket_link",
    "ticket_sequence",
    "ticket_status_check",
    "ticket_words",
    "training_course",
    "training_file",
    "training_material",
    "training_participant",
    "training_proposal",
    "training_reminder",
    "training_session",
    "voice_message",
    "wall_display",
]
