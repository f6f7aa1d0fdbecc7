"""Valkey addresses and errors as our own."""

import asyncio
from typing import Any, ClassVar

import pytest
from redis import exceptions as errors
from redis.asyncio.connection import Connection

from storage.errors import StorageError, ValkeyAway, ValkeyRefused
from storage.valkey import connect, translate_errors, url_for_user
from storage.valkey.connections import cancellable


def test_an_address_that_is_none_is_refused_in_one_sentence() -> None:
    """The error names the setting."""
    with pytest.raises(ValkeyRefused, match="ATENCION_REDIS_URL"):
        connect("http://localhost")


@pytest.mark.parametrize(
    ("vendor", "expected"),
    [
        (errors.ConnectionError("refused"), ValkeyAway),
        (errors.TimeoutError("slow"), ValkeyAway),
        (errors.BusyLoadingError("loading"), ValkeyAway),
        (errors.ReadOnlyError("replica"), ValkeyAway),
        (errors.OutOfMemoryError("full"), ValkeyAway),
        (errors.ResponseError("MISCONF no disk"), ValkeyAway),
        (errors.ResponseError("WRONGTYPE not a hash"), ValkeyRefused),
    ],
)
def test_vendor_errors_do_not_leave_the_room(vendor: Exception, expected: type[StorageError]) -> None:
    """Temporary errors mean that Valkey is away; all others are refusals."""
    with pytest.raises(expected) as caught, translate_errors():
        raise vendor
    assert caught.value.retryable is (expected is ValkeyAway)


class _EndsAsItsTaskIsCancelled(Connection):
    """A write that ends at the moment in which its waiting task is cancelled."""

    is_connected = True
    tasks: ClassVar[list["asyncio.Task[None]"]] = []
    gone: ClassVar[list[bool]] = []

    async def _send_packed_command(self, command: Any) -> None:
        self.tasks.pop().cancel()

    async def disconnect(self, nowait: bool = False, *_: Any, **__: Any) -> None:
        self.gone.append(nowait)


async def test_cancelled_wait_leaves_no_reply_unread() -> None:
    """Until Python 3.12 `asyncio.wait_for`, which redis-py uses, loses that cancellation; no reply is left unread."""
    connection = cancellable(_EndsAsItsTaskIsCancelled)(socket_timeout=5.0)
    task = asyncio.create_task(connection.send_packed_command(b"PING", check_health=False))
    _EndsAsItsTaskIsCancelled.tasks.append(task)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert _EndsAsItsTaskIsCancelled.gone == [True]


@pytest.mark.parametrize(
    "url",
    [
        "redis://localhost",
        "rediss://localhost",
        "unix:///run/valkey",
        "redis+sentinel://s1/a",
        "rediss+sentinel://s1/a",
    ],
)
def test_every_connection_of_ours_heeds_it(url: str) -> None:
    """The fix applies to every way of connecting to Valkey."""
    assert connect(url).connection_pool.connection_class.__mro__[1].__name__ == "_Cancellable"


def test_sentinels_are_asked_for_the_master_of_a_service() -> None:
    """Login and database are the server's; the Sentinels have their own login."""
    client = connect("redis+sentinel://ana:a%40b@s1:1,s2/atencion/3?sentinel_password=otra", connections=4)
    pool: Any = client.connection_pool
    sentinels = [each.connection_pool.connection_kwargs for each in pool.sentinel_manager.sentinels]
    assert [(each["host"], each["port"]) for each in sentinels] == [("s1", 1), ("s2", 26379)]
    assert all(each["password"] == "otra" and each["username"] is None for each in sentinels)
    assert (pool.service_name, pool.is_master, pool.max_connections) == ("atencion", True, 4)
    named = {name: pool.connection_kwargs[name] for name in ("username", "password", "db")}
    assert named == {"username": "ana", "password": "a@b", "db": 3}


@pytest.mark.parametrize(
    "url",
    [
        "redis+sentinel://s1:26379",
        "redis+sentinel:///atencion",
        "redis+sentinel://s1:puerto/atencion",
        "redis+sentinel://s1/atencion/cero",
        "redis+sentinel://s1/atencion?clave=x",
    ],
)
def test_an_address_of_sentinels_that_is_none_is_refused(url: str) -> None:
    """A missing service or host, and an unknown parameter, are refused."""
    with pytest.raises(ValkeyRefused, match=r"redis\+sentinel"):
        connect(url)


def test_a_role_connects_as_its_user_behind_sentinels_too() -> None:
    """The Sentinels' own login stays."""
    url = url_for_user("redis+sentinel://s1:1,s2:2/atencion/0?sentinel_password=x", "router", "clave")
    assert url == "redis+sentinel://router:clave@s1:1,s2:2/atencion/0?sentinel_password=x"
