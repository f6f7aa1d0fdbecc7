"""A desk with a folder for files."""

from pathlib import Path

import pytest_asyncio

from tests.support.api.api_rig import ApiRig
from tests.support.desks.advisor_desk import AdvisorDesk
from tests.support.desks.attachment_rig import AttachmentRig


@pytest_asyncio.fixture
async def files(rig: ApiRig, tmp_path: Path) -> AttachmentRig:
    """File a ticket without files."""
    made = AttachmentRig(AdvisorDesk(rig), tmp_path / "files")
    await made.desk.talk("a")
    made.number = (await made.desk.file("asesor1")).json()["number"]
    return made
