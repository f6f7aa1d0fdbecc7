"""What attacks are tried on: the offices, calls and desks of the integration tests."""

from tests.integration.agent_api.conftest import engine, mixed_calls, office

__all__ = ["engine", "mixed_calls", "office"]
