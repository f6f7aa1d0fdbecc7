"""The whole room before a scenario: the API, the log, the database, and people of every tier."""

from tests.integration.agent_api.conftest import engine, office
from tests.integration.agent_api.tickets.conftest import desk

__all__ = ["desk", "engine", "office"]
