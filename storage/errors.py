"""What can go wrong in this room, in our own words: vendor exceptions do not leave it.

Owns the classes only. Messages that a person may read are in Spanish, one sentence that says what to do.
"""

from typing import ClassVar


class StorageError(Exception):
    """Root of the errors of this room.

    Attributes:
        code: a stable name for programs.
        retryable: whether the same request may work later.
    """

    code: ClassVar[str] = "storage_error"
    retryable: ClassVar[bool] = False


class ServerMissing(StorageError):
    """No binary of the server was found, neither installed nor in its wheel."""

    code = "server_missing"


class ServerFailed(StorageError):
    """An embedded server did not start."""

    code = "server_failed"


class FolderInUse(StorageError):
    """Another process already runs a server on this folder."""

    code = "folder_in_use"


class FolderUnusable(StorageError):
    """The folder cannot be made, written, or reached by the user that the server runs as."""

    code = "folder_unusable"


class DatabaseAway(StorageError):
    """PostgreSQL cannot be reached, is starting or stopping, or closed the connection."""

    code = "database_away"
    retryable = True


class DatabaseConflict(StorageError):
    """PostgreSQL gave up a transaction because of another one (serialization, deadlock)."""

    code = "database_conflict"
    retryable = True


class DatabaseRefused(StorageError):
    """PostgreSQL refused what was asked: a constraint, a missing table, a statement that it does not understand."""

    code = "database_refused"


class DecryptionFailed(StorageError):
    """A sealed value does not open: another key, or changed bytes."""

    code = "seal_broken"


class RecordingBroken(StorageError):
    """A recording's file is not what was written: changed, cut short, put together of others, or gone."""

    code = "recording_broken"


class MasterKeyUnknown(StorageError):
    """The master key that a recording's key is wrapped with is not among those that are known."""

    code = "master_key_unknown"


class NotInMemory(StorageError):
    """A folder for plain recordings does not lie on a memory file system."""

    code = "not_in_memory"


class ValkeyAway(StorageError):
    """Valkey cannot be reached, is loading, or does not write."""

    code = "valkey_away"
    retryable = True


class ValkeyRefused(StorageError):
    """Valkey refused what was asked: a wrong type, an unknown function, an argument that it does not understand."""

    code = "valkey_refused"
