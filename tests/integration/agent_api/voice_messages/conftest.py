"""Voice messages in front of the API."""

from tests.integration.agent_api.recordings.conftest import tapes

__all__ = ["tapes"]
