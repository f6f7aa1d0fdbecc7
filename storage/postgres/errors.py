"""Translation of errors of PostgreSQL, asyncpg and SQLAlchemy.

Owns one decision: is the server away, did another transaction conflict, or is the request itself wrong? A wrong request
must never count as a server that is away: it would be retried for ever, and the mistake would stay hidden.
"""

from typing import Final

import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from storage.errors import DatabaseAway, DatabaseConflict, DatabaseRefused, StorageError

_AWAY: Final = ("08", "53", "57P")
"""Classes of SQLSTATE (PostgreSQL manual, appendix A): connection exceptions, insufficient resources (too many clients,
full disk, no memory), operator intervention (starting, stopping, crashed)."""
_CONFLICT: Final = ("40001", "40P01")
"""Serialization failure, deadlock."""
_READ_ONLY: Final = "25006"
"""Read-only transaction: a write reached a server that is, or has become, a standby."""
_LOST: Final = (
    "connection is closed",
    "connection was closed",
    "another operation is cancelling",
    "cannot switch to state",  # the server closed the connection just before the query
)
"""Messages of asyncpg for a lost connection; its other client errors are programming errors."""
_HANDLER_CLOSED: Final = "the handler is closed"
"""Message of uvloop for a write to a connection that has just broken."""


def storage_error(error: Exception, *, writes: bool = False) -> StorageError | None:
    """Translate an error of the driver into ours; None if it does not concern the database.

    `writes` says that the transaction may write.
    """
    driver = _of_driver(error)
    sqlstate = getattr(driver, "sqlstate", None)
    if sqlstate is not None:
        return _by_state(sqlstate, error, writes=writes)
    if _is_lost(error, driver):
        return DatabaseAway(str(error))
    vendor = (SQLAlchemyError, AsyncAdapt_asyncpg_dbapi.Error, asyncpg.PostgresError, asyncpg.InterfaceError)
    return DatabaseRefused(str(error)) if isinstance(error, (*vendor, asyncpg.InternalClientError)) else None


def is_read_only(error: BaseException | None) -> bool:
    """Return whether the error says that the server is read-only."""
    return isinstance(error, Exception) and getattr(_of_driver(error), "sqlstate", None) == _READ_ONLY


def _of_driver(error: Exception) -> BaseException:
    """Return asyncpg's exception inside SQLAlchemy's."""
    driver_error: BaseException = (error.orig or error) if isinstance(error, DBAPIError) else error
    if isinstance(driver_error, AsyncAdapt_asyncpg_dbapi.Error) and driver_error.__cause__ is not None:
        return driver_error.__cause__
    return driver_error


def _by_state(sqlstate: str, error: Exception, *, writes: bool) -> StorageError:
    if sqlstate.startswith(_AWAY) or (writes and sqlstate == _READ_ONLY):
        return DatabaseAway(str(error))
    if sqlstate in _CONFLICT:
        return DatabaseConflict(str(error))
    return DatabaseRefused(str(error))


def _is_lost(error: Exception, driver: BaseException) -> bool:
    if isinstance(driver, (ConnectionError, NoFreeConnection, asyncpg.TargetServerAttributeNotMatched)):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    message = str(driver)
    if isinstance(driver, (asyncpg.InterfaceError, asyncpg.InternalClientError, AsyncAdapt_asyncpg_dbapi.Error)):
        return any(phrase in message for phrase in _LOST)
    return isinstance(driver, RuntimeError) and _HANDLER_CLOSED in message
