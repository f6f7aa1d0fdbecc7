"""What attacks are tried on: the offices, calls and desks of the integration tests."""

from tests.integration.agent_api.conftest import mixed_calls, office
from tests.integration.calls.conftest import room

__all__ = ["mixed_calls", "office", "room"]
