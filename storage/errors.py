"""The errors of this room: vendor exceptions do not leave it.

Messages for people are in Spanish, one sentence that says what to do.
"""

from typing import ClassVar


class StorageError(Exception):
    """Base class of the errors of this room.

    Attributes:
        code: a stable name for programs.
        retryable: whether the same request may work later.
    """

    code: ClassVar[str] = "storage_error"
    retryable: ClassVar[bool] = False


class ServerMissing(StorageError):
    """The server's program is neither installed nor in its wheel."""

    code = "server_missing"


class ServerFailed(StorageError):
    """An embedded server did not start."""

    code = "server_failed"


class FolderInUse(StorageError):
    """Another process runs a server in this folder."""

    code = "folder_in_use"


class FolderUnusable(StorageError):
    """The folder cannot be created, written, or reached by the server's user."""

    code = "folder_unusable"


class DatabaseAway(StorageError):
    """PostgreSQL cannot be reached, is starting or stopping, or closed the connection."""

    code = "database_away"
    retryable = True


class DatabaseConflict(StorageError):
    """PostgreSQL aborted a transaction because of another one (serialization, deadlock)."""

    code = "database_conflict"
    retryable = True


class DatabaseRefused(StorageError):
    """PostgreSQL rejected a statement: a constraint, a missing table, a syntax error."""

    code = "database_refused"


class DecryptionFailed(StorageError):
    """An encrypted value cannot be decrypted: another key, or changed bytes."""

    code = "seal_broken"


class RecordingBroken(StorageError):
    """A recording's file is not the one that was written: changed, truncated, recombined, or missing."""

    code = "recording_broken"


class MasterKeyUnknown(StorageError):
    """The master key that wrapped a recording's key is unknown."""

    code = "master_key_unknown"


class NotInMemory(StorageError):
    """A folder for unencrypted recordings is not on a memory file system."""

    code = "not_in_memory"


class ValkeyAway(StorageError):
    """Valkey cannot be reached, is loading, or does not write."""

    code = "valkey_away"
    retryable = True


class ValkeyRefused(StorageError):
    """Valkey rejected a command: a wrong type, an unknown function, an invalid argument."""

    code = "valkey_refused"
