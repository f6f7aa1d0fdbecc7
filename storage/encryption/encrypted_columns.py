"""Every encrypted column of the database: its field name, and the columns that identify the row of a value.

A value is bound to its row, so the columns that identify the row must never change; if an id is only known after the
insert, other columns identify the row. A test compares the list with the tables and with the code that encrypts.
"""

from typing import Final

import msgspec


class EncryptedColumn(msgspec.Struct, frozen=True, kw_only=True):
    """An encrypted column.

    Attributes:
        field: the name that is bound to its values, as in ``ticket.text``.
        key: the columns that identify the row, in order.
        side: distinguishes two columns of a row with the same field; or empty.
    """

    table: str
    column: str
    field: str
    key: tuple[str, ...]
    side: str = ""

    @property
    def qualified_name(self) -> str:
        """Table and column, for people."""
        return f"{self.table}.{self.column}"


def _columns(table: str, key: tuple[str, ...], **abouts: str) -> tuple[EncryptedColumn, ...]:
    return tuple(EncryptedColumn(table=table, column=name, field=field, key=key) for name, field in abouts.items())


_TICKET = ("campaign", "number")
_CHANGE = ("customer_id", "version", "field")
_MERGE = ("kept", "merged", "kept_version")
_ID = ("id",)
ENCRYPTED_COLUMNS: Final = (
    *_columns(
        "access_log_review",
        ("campaign", "id"),
        note="access_log_review.note",
        content="access_log_review.content",
        pdf="access_log_review.pdf",
        xlsx="access_log_review.xlsx",
        csv="access_log_review.csv",
    ),
    *_columns("absence", ("campaign", "id"), reason="absence.reason"),
    *_columns("queue_override", ("campaign", "id"), reason="queue_override.reason"),
    *_columns("bulletin", ("campaign", "id"), title="bulletin.title", text="bulletin.text"),
    *_columns("contingency_message", ("campaign", "id"), reason="contingency_message.reason"),
    *_columns("access_review", ("campaign", "id"), decisions="access_review.decisions"),
    *_columns("access_review_account", ("campaign", "review", "user"), reason="access_review_account.reason"),
    *_columns("account", ("name",), full_name="user.name", otp_secret="user.otp", phone_secret="user.phone"),
    *_columns("attachment", _ID, name="attachment.name"),
    *_columns("call_speaker", _ID, person="call_speaker.person"),
    *_columns("calibration", ("campaign", "id"), title="calibration.title", minutes="calibration.minutes"),
    *_columns(
        "calibration_minutes",
        ("campaign", "calibration", "version"),
        content="calibration_minutes.content",
        reason="calibration_minutes.reason",
    ),
    *_columns("calibration_step", ("campaign", "calibration", "number"), text="calibration_step.text"),
    *_columns("client_novelty", ("campaign", "id"), description="client_novelty.description"),
    *_columns("client_novelty_step", ("campaign", "novelty", "number"), text="client_novelty_step.text"),
    *_columns("coaching", ("campaign", "id"), agenda="coaching.agenda", commitment="coaching.commitment"),
    *_columns("coaching_step", ("campaign", "coaching", "number"), text="coaching_step.text"),
    *_columns("knowledge_reading", ("campaign", "id"), comment="knowledge_reading.comment"),
    *_columns("customer", _ID, name="customer.name", document="customer.document", details="customer.details"),
    EncryptedColumn(table="customer_change", column="old", field="customer_change.value", key=_CHANGE, side="old"),
    EncryptedColumn(table="customer_change", column="new", field="customer_change.value", key=_CHANGE, side="new"),
    *_columns("customer_merge", _MERGE, reason="customer_merge.reason", merge_reason="customer_merge.merge_reason"),
    *_columns("customer_tie", ("credit_print",), credit="customer.credit"),
    *_columns("disposition", ("campaign", "call_id"), note="disposition.note"),
    *_columns("draft", ("campaign", "call_id", "owner"), form="draft.form"),
    *_columns("erasure", ("campaign", "id"), reason="erasure.reason"),
    *_columns("evaluation", ("campaign", "id"), notes="evaluation.notes"),
    *_columns(
        "evaluation_file",
        ("campaign", "evaluation", "round"),
        name="evaluation_file.name",
        content="evaluation_file.content",
    ),
    *_columns("evaluation_round", ("campaign", "evaluation", "round"), notes="evaluation_round.notes"),
    *_columns("evaluation_step", ("campaign", "evaluation", "number"), text="evaluation_step.text"),
    *_columns("finding", ("campaign", "id"), description="finding.description", action="finding.action"),
    *_columns("finding_file", ("campaign", "finding", "id"), name="finding_file.name", content="finding_file.content"),
    *_columns(
        "finding_report",
        ("campaign", "id"),
        content="finding_report.content",
        pdf="finding_report.pdf",
        xlsx="finding_report.xlsx",
        csv="finding_report.csv",
        answer="finding_report.answer",
    ),
    *_columns("finding_step", ("campaign", "finding", "number"), text="finding_step.text"),
    *_columns("identity_release", ("campaign", "customer_id", "at"), reason="identity_release.reason"),
    *_columns("incident", ("campaign", "id"), title="incident.title"),
    *_columns("incident_note", ("campaign", "incident", "at"), text="incident_note.text"),
    *_columns("large_client", ("campaign", "id"), contacts="large_client.contacts"),
    *_columns("large_client_version", ("campaign", "client", "version"), contacts="large_client_version.contacts"),
    *_columns("letter", _ID, recipient="letter.recipient", pdf="letter.pdf", receipt="letter.receipt"),
    *_columns("mail", _ID, recipient="mail.recipient", content="mail.content", answer="mail.answer"),
    *_columns("observation", ("campaign", "id"), text="observation.text", answer="observation.answer"),
    *_columns("own_report", ("campaign", "id"), title="own_report.title"),
    *_columns(
        "own_report_run",
        ("campaign", "id"),
        content="own_report_run.content",
        pdf="own_report_run.pdf",
        xlsx="own_report_run.xlsx",
        csv="own_report_run.csv",
    ),
    *_columns("person_data", ("ref",), sealed="person_data.value"),
    *_columns("quality_visit", ("campaign", "id"), texts="quality_visit.texts"),
    *_columns("saved_view", ("campaign", "id"), name="saved_view.name"),
    *_columns(
        "staff_member", ("campaign", "user"), full_name="staff_member.full_name", document="staff_member.document"
    ),
    *_columns(
        "staff_period",
        ("campaign", "user", "number"),
        reason="staff_period.reason",
        end_reason="staff_period.end_reason",
    ),
    *_columns(
        "ticket",
        _TICKET,
        text="ticket.text",
        petitioner="ticket.petitioner",
        email="ticket.email",
        address="ticket.address",
        annexes="ticket.annexes",
        answer="ticket.answer",
    ),
    *_columns("ticket_entry", (*_TICKET, "version"), note="ticket.note"),
    *_columns(
        "training_file", ("campaign", "course", "version"), name="training_file.name", content="training_file.content"
    ),
    *_columns("training_proposal", ("campaign", "id"), reason="training_proposal.reason"),
    *_columns("training_session", ("campaign", "id"), trainer="training_session.trainer"),
)
