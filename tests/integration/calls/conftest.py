"""A driver rig for the tests of calls."""

from tests.support.calls.fixtures import room

__all__ = ["room"]
