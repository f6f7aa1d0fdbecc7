"""Recorded calls in front of the API."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.agent_api.conftest import Office
from tests.integration.agent_api.desk.conftest import Desk
from tests.support.desks.recording_rig import Tapes
from tests.support.memory_folder import MEMORY, memory_folder


@pytest.fixture
def tapes(office: Office, tmp_path: Path) -> Iterator[Tapes]:
    """Nothing recorded yet."""
    if not MEMORY.is_dir():
        yield Tapes(Desk(office), tmp_path / "kept", tmp_path / "plain")
        return
    with memory_folder() as folder:
        yield Tapes(Desk(office), tmp_path / "kept", folder)
