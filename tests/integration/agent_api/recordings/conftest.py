"""Recorded calls in front of the API."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.desks.recording_rig import RecordingRig
from tests.support.memory_folder import MEMORY, memory_folder


@pytest.fixture
def tapes(office: ApiRig, tmp_path: Path) -> Iterator[RecordingRig]:
    """Nothing recorded yet."""
    if not MEMORY.is_dir():
        yield RecordingRig(AdvisorDesk(office), tmp_path / "kept", tmp_path / "plain")
        return
    with memory_folder() as folder:
        yield RecordingRig(AdvisorDesk(office), tmp_path / "kept", folder)
