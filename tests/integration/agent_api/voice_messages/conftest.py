"""Voice messages in front of the API."""

from tests.support.api.fixtures import tapes

__all__ = ["tapes"]
