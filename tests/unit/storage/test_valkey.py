"""Addresses and errors of Valkey in our words."""

import pytest
from redis import exceptions as errors

from storage.errors import StorageError, ValkeyAway, ValkeyRefused
from storage.valkey import connect, translated


def test_an_address_that_is_none_is_refused_in_one_sentence() -> None:
    """The sentence names the setting."""
    with pytest.raises(ValkeyRefused, match="ATENCION_REDIS_URL"):
        connect("http://localhost")


@pytest.mark.parametrize(
    ("vendor", "ours"),
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
def test_vendor_errors_do_not_leave_the_room(vendor: Exception, ours: type[StorageError]) -> None:
    """What does not work now is away, worth trying again; the rest is refused."""
    with pytest.raises(ours) as caught, translated():
        raise vendor
    assert caught.value.retryable is (ours is ValkeyAway)
