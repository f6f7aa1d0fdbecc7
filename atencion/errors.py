"""What can go wrong in the composition root itself. Messages are in Spanish: people read them at a terminal."""

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
    """Nothing would start one of the system's processes again any more, so all of it has been stopped."""

    code = "watch_ended"
    retryable = True
    exit_code = 70  # EX_SOFTWARE of sysexits(3): a supervisor such as systemd starts the system again


class UserCommandFailed(AtencionError):
    """What was asked for a user cannot be."""

    code = "user_command_failed"


class ImportFailed(AtencionError):
    """A file of customers cannot be imported."""

    code = "import_failed"


class ErasureRefused(AtencionError):
    """Data of a person cannot be erased as asked."""

    code = "erasure_refused"


class SampleRefused(AtencionError):
    """A sample customer is none that an import would take."""

    code = "sample_refused"


class BackupFailed(AtencionError):
    """A backup could not be written; nothing of it is left."""

    code = "backup_failed"
    retryable = True


class BackupUnusable(AtencionError):
    """A file is no backup, or not the one that was written."""

    code = "backup_unusable"


class RestoreRefused(AtencionError):
    """A backup cannot be restored here; nothing was written."""

    code = "restore_refused"


class TwilioRefused(AtencionError):
    """What was asked of the account at Twilio, or of our address as it is seen from outside, cannot be."""

    code = "twilio_refused"


class AttachmentCommandFailed(AtencionError):
    """An order about files of tickets cannot be obeyed."""

    code = "attachment_order_failed"


class NoticeCommandFailed(AtencionError):
    """What was asked of the notices cannot be."""

    code = "notice_order_failed"


class MailCommandFailed(AtencionError):
    """What was asked of the mail cannot be."""

    code = "mail_order_failed"


class ReportCommandFailed(AtencionError):
    """A report cannot be made, or its files cannot be written."""

    code = "report_order_failed"


class SealCommandFailed(AtencionError):
    """A month cannot be sealed, or its file cannot be written."""

    code = "seal_order_failed"


class SealedFileUnusable(AtencionError):
    """What was given to check a sealed period with cannot be read."""

    code = "sealed_file_unusable"


class VerifyRefused(AtencionError):
    """The journal cannot be compared with anchors: the file has none, or there is no key."""

    code = "verify_refused"
