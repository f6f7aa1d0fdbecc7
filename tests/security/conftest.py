"""What attacks are tried on: the offices, calls and desks of the integration tests."""

from tests.support.api.fixtures import mixed_calls, office
from tests.support.calls.fixtures import room

__all__ = ["mixed_calls", "office", "room"]
