"""PostgreSQL errors as our own exceptions."""

import asyncio
from collections.abc import Callable

import asyncpg
import pytest
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.exc import DBAPIError, InvalidRequestError, NoSuchTableError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from storage.errors import DatabaseAway, DatabaseConflict, DatabaseRefused, StorageError
from storage.postgres.engine import translate_checkout_errors, translate_errors

AWAY: list[Exception] = [
    asyncpg.CannotConnectNowError("the database system is starting up"),
    asyncpg.AdminShutdownError("terminating connection due to administrator command"),
    asyncpg.CrashShutdownError("terminating connection because of crash of another server process"),
    asyncpg.TooManyConnectionsError("sorry, too many clients already"),
    asyncpg.DiskFullError("could not extend file"),
    asyncpg.OutOfMemoryError("out of memory"),
    asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
    asyncpg.InterfaceError("cannot perform operation: connection is closed"),
    asyncpg.InterfaceError("cannot call Connection.fetch(): the underlying connection is closed"),
    asyncpg.InternalClientError("cannot switch to state 11; another operation (2) is in progress"),
    asyncpg.TargetServerAttributeNotMatched("None of the hosts match"),
]
MISTAKES: list[Exception] = [
    asyncpg.UniqueViolationError("twice"),
    asyncpg.UndefinedTableError("no such table"),
    asyncpg.PostgresSyntaxError("syntax"),
    asyncpg.QueryCanceledError("statement timeout"),
    asyncpg.DataError("invalid input for query argument $1: 'x' (an integer is required)"),
    asyncpg.InterfaceError("cannot perform operation: another operation is in progress"),
    asyncpg.InternalClientError("no binary format encoder"),
]


def adapted(driver: Exception) -> Exception:
    """Return an error of asyncpg as SQLAlchemy's adapter raises it at the pool."""
    error = AsyncAdapt_asyncpg_dbapi(asyncpg).Error(str(driver), driver)
    error.__cause__ = driver
    return error


def wrapped(driver: Exception) -> Exception:
    """Return an error of asyncpg as SQLAlchemy raises it at a statement."""
    return DBAPIError("SELECT 1", None, adapted(driver))


@pytest.mark.parametrize("shape", [lambda error: error, adapted, wrapped], ids=["driver", "pool", "statement"])
@pytest.mark.parametrize(
    ("drivers", "expected", "retryable"),
    [
        (AWAY, DatabaseAway, True),
        ([asyncpg.DeadlockDetectedError("deadlock"), asyncpg.SerializationError("order")], DatabaseConflict, True),
        (MISTAKES, DatabaseRefused, False),
    ],
    ids=["away", "conflict", "mistake"],
)
def test_an_error_means_the_same_wherever_it_is_raised(
    shape: Callable[[Exception], Exception], drivers: list[Exception], expected: type[StorageError], retryable: bool
) -> None:
    """An error from driver, pool or statement maps alike: an absent server may be retried, a mistake not."""
    for driver in drivers:
        vendor = shape(driver)
        with pytest.raises(expected) as caught, translate_errors():
            raise vendor
        assert caught.value.retryable is retryable
        assert caught.value.__cause__ is vendor


@pytest.mark.parametrize(
    ("vendor", "expected"),
    [
        (ConnectionResetError(), DatabaseAway),
        (NoFreeConnection("QueuePool limit of size 5 overflow 0 reached"), DatabaseAway),
        (RuntimeError("unable to perform operation on <TCPTransport>; the handler is closed"), DatabaseAway),
        (NoSuchTableError("journal"), DatabaseRefused),
        (InvalidRequestError("This transaction is closed"), DatabaseRefused),
    ],
)
def test_errors_without_a_state_are_ours_too(vendor: Exception, expected: type[StorageError]) -> None:
    """A broken connection or an exhausted pool means away; other SQLAlchemy errors are mistakes."""
    with pytest.raises(expected), translate_errors():
        raise vendor


def test_after_fail_over_old_server_refuses_writes() -> None:
    """After a fail-over the old server refuses writes; within a read-only transaction that is our own mistake."""
    vendor = wrapped(asyncpg.ReadOnlySQLTransactionError("cannot execute INSERT in a read-only transaction"))
    with pytest.raises(DatabaseAway), translate_errors(writes=True):
        raise vendor
    with pytest.raises(DatabaseRefused), translate_errors():
        raise vendor


@pytest.mark.parametrize("error", [TimeoutError(), OSError(), InvalidRequestError("This connection is closed")])
def test_connection_failure_means_server_is_away(error: Exception) -> None:
    """A timeout, no route, or a connection that closes as it opens means that the server is away."""
    with pytest.raises(DatabaseAway), translate_checkout_errors():
        raise error


@pytest.mark.parametrize("error", [TimeoutError(), OSError(), RuntimeError("mine"), asyncio.QueueFull()])
def test_file_or_clock_error_inside_transaction_is_not_postgresql_error(error: Exception) -> None:
    """A file or clock error inside a transaction is not a PostgreSQL error."""
    with pytest.raises(type(error)) as caught, translate_errors(writes=True):
        raise error
    assert caught.value is error


def test_a_connection_that_was_invalidated_is_away() -> None:
    """A connection that SQLAlchemy marks as invalidated counts as away."""
    with pytest.raises(DatabaseAway), translate_errors():
        raise DBAPIError("SELECT 1", None, Exception("broken"), connection_invalidated=True)


def test_errors_of_the_block_itself_pass_through() -> None:
    """Other errors of the block pass through unchanged."""
    with pytest.raises(KeyError), translate_errors():
        raise KeyError("mine")
