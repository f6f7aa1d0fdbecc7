"""Errors of the composition root. Messages are in Spanish: people read them at a terminal."""

from typing import ClassVar


class AtencionError(Exception):
    """Root of the errors of this room.

    Attributes:
        code: a stable name for programs.
        retryable: whether the same request may work later.
        exit_code: of the command that it ends.
    """

    code: ClassVar[str] = "atencion_error"
    retryable: ClassVar[bool] = False
    exit_code: ClassVar[int] = 1


class SupervisorStopped(AtencionError):
    """A process of the system could no longer be restarted, so the whole system was stopped."""

    code = "watch_ended"
    retryable = True
    exit_code = 70  # EX_SOFTWARE of sysexits(3): a supervisor such as systemd starts the system again


class UserCommandFailed(AtencionError):
    """A command about a user failed."""

    code = "user_command_failed"


class ImportFailed(AtencionError):
    """A file of customers cannot be imported."""

    code = "import_failed"


class ErasureRefused(AtencionError):
    """A person's data cannot be erased as requested."""

    code = "erasure_refused"


class SampleRefused(AtencionError):
    """An import would reject a sample customer."""

    code = "sample_refused"


class AuditRefused(AtencionError):
    """A sample of quality cannot be verified as requested."""

    code = "audit_refused"


class BackupFailed(AtencionError):
    """A backup could not be written; nothing of it is left."""

    code = "backup_failed"
    retryable = True


class BackupUnusable(AtencionError):
    """A file is not a backup, or was altered."""

    code = "backup_unusable"


class RestoreRefused(AtencionError):
    """A backup cannot be restored here; nothing was written."""

    code = "restore_refused"


class TwilioRefused(AtencionError):
    """A command about the Twilio account, or the check of our public address, failed."""

    code = "twilio_refused"


class AttachmentCommandFailed(AtencionError):
    """A command about files of tickets failed."""

    code = "attachment_order_failed"


class NoticeCommandFailed(AtencionError):
    """A command about notices failed."""

    code = "notice_order_failed"


class MailCommandFailed(AtencionError):
    """A command about mail failed."""

    code = "mail_order_failed"


class ReportCommandFailed(AtencionError):
    """A report cannot be computed, or its files cannot be written."""

    code = "report_order_failed"


class SealCommandFailed(AtencionError):
    """A month cannot be sealed, or its file cannot be written."""

    code = "seal_order_failed"


class SealedFileUnusable(AtencionError):
    """A file needed to check a sealed period cannot be read."""

    code = "sealed_file_unusable"


class VerifyRefused(AtencionError):
    """The journal cannot be compared with anchors: the file has none, or there is no key."""

    code = "verify_refused"
