"""A driver rig for the tests of calls."""

from tests.support.calls.fixtures import driver_rig

__all__ = ["driver_rig"]
