"""Fixtures for attacks: the rigs, calls and desks of the integration tests."""

from tests.support.api.fixtures import mixed_calls, rig
from tests.support.calls.fixtures import driver_rig

__all__ = ["driver_rig", "mixed_calls", "rig"]
