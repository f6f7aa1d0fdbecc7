"""Addresses and errors of Valkey in our words."""

import asyncio
from typing import Any, ClassVar

import pytest
from redis import exceptions as errors
from redis.asyncio.connection import Connection

from storage.errors import StorageError, ValkeyAway, ValkeyRefused
from storage.valkey import connect, translate_errors, url_for_user
from storage.valkey.connections import cancellable


def test_an_address_that_is_none_is_refused_in_one_sentence() -> None:
    """The sentence names the setting."""
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
    """What does not work now is away, worth trying again; the rest is refused."""
    with pytest.raises(expected) as caught, translate_errors():
        raise vendor
    assert caught.value.retryable is (expected is ValkeyAway)


class _EndsAsItsTaskIsCancelled(Connection):
    """A write that ends in the very moment in which the task that waits for it is told to stop."""

    is_connected = True
    tasks: ClassVar[list["asyncio.Task[None]"]] = []
    gone: ClassVar[list[bool]] = []

    async def _send_packed_command(self, command: Any) -> None:
        self.tasks.pop().cancel()

    async def disconnect(self, nowait: bool = False, *_: Any, **__: Any) -> None:
        self.gone.append(nowait)


async def test_a_task_that_is_told_to_stop_as_a_write_ends_stops() -> None:
    """Until Python 3.12 `asyncio.wait_for`, under which redis-py writes, forgets it; no answer stays behind."""
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
    """However Valkey is reached."""
    assert connect(url).connection_pool.connection_class.__mro__[1].__name__ == "_Cancellable"


def test_sentinels_are_asked_for_the_master_of_a_service() -> None:
    """The login and the database are the servers'; the Sentinels have a login of their own."""
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
    """Without a service or a host, or with what nobody knows."""
    with pytest.raises(ValkeyRefused, match=r"redis\+sentinel"):
        connect(url)


def test_a_role_connects_as_its_user_behind_sentinels_too() -> None:
    """What is the Sentinels' stays."""
    url = url_for_user("redis+sentinel://s1:1,s2:2/atencion/0?sentinel_password=x", "router", "clave")
    assert url == "redis+sentinel://router:clave@s1:1,s2:2/atencion/0?sentinel_password=x"
