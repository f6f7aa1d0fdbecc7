"""What attacks are tried on: the offices, calls and desks of the integration tests."""

from tests.integration.agent_api.conftest import engine, mixed_calls, office
from tests.integration.calls.conftest import room

__all__ = ["engine", "mixed_calls", "office", "room"]
