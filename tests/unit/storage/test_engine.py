"""Addresses and errors of PostgreSQL in our words."""

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError, NoSuchTableError

from storage.engine import driver_url, translated
from storage.errors import DatabaseAway, DatabaseConflict, DatabaseRefused, StorageError


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ana:clave@db.example/atencion",
        "postgres://ana:clave@db.example/atencion",
        "postgresql+asyncpg://ana:clave@db.example/atencion",
        "postgresql+psycopg://ana:clave@db.example/atencion",
    ],
)
def test_every_spelling_of_an_address_leads_to_our_driver(url: str) -> None:
    """Whatever driver the address names, ours is used; user, password, host and database stay."""
    rendered = driver_url(url).render_as_string(hide_password=False)
    assert rendered == "postgresql+asyncpg://ana:clave@db.example/atencion"


@pytest.mark.parametrize("url", ["mysql://ana@db.example/atencion", "sqlite:///x.db", "no es una dirección"])
def test_another_database_is_refused_in_one_sentence(url: str) -> None:
    """Only PostgreSQL will do; the sentence names the setting and does not repeat a password."""
    with pytest.raises(DatabaseRefused, match="ATENCION_DATABASE_URL"):
        driver_url(url)


@pytest.mark.parametrize(
    ("vendor", "ours", "retryable"),
    [
        (asyncpg.CannotConnectNowError("starting"), DatabaseAway, True),
        (asyncpg.AdminShutdownError("stopping"), DatabaseAway, True),
        (asyncpg.ConnectionDoesNotExistError("closed"), DatabaseAway, True),
        (asyncpg.TooManyConnectionsError("full"), DatabaseAway, True),
        (asyncpg.InterfaceError("connection is closed"), DatabaseAway, True),
        (ConnectionResetError(), DatabaseAway, True),
        (asyncpg.DeadlockDetectedError("deadlock"), DatabaseConflict, True),
        (asyncpg.SerializationError("serialization"), DatabaseConflict, True),
        (asyncpg.UniqueViolationError("twice"), DatabaseRefused, False),
        (NoSuchTableError("journal"), DatabaseRefused, False),
    ],
)
def test_vendor_errors_do_not_leave_the_room(vendor: Exception, ours: type[StorageError], retryable: bool) -> None:
    """Each is one of ours, which says whether it is worth trying again."""
    with pytest.raises(ours) as caught, translated():
        raise vendor
    assert caught.value.retryable is retryable
    assert caught.value.__cause__ is vendor


def test_a_connection_that_was_invalidated_is_away() -> None:
    """SQLAlchemy's own word that a connection broke counts."""
    with pytest.raises(DatabaseAway), translated():
        raise DBAPIError("SELECT 1", None, Exception("broken"), connection_invalidated=True)


def test_errors_of_the_block_itself_pass_through() -> None:
    """What is not the database's error is not taken for one."""
    with pytest.raises(KeyError), translated():
        raise KeyError("mine")
