"""A desk that erases, and a person of whom the system holds all data that it can hold."""

from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import LargeBinary

from config.site.retention import RetentionDuty, RetentionRules
from storage.tables.columns import metadata
from tests.support.api.api_rig import ApiRig
from tests.support.desks.erased_person import ErasedPerson, file_everything
from tests.support.desks.erasure_rig import ErasureRig
from tests.support.desks.stored_traces import COLUMNS, NOT_SEALED, SECRETS
from tests.support.memory_folder import MEMORY


@pytest.fixture(autouse=True, scope="session")
def _every_sealed_column_is_known() -> None:
    """Check that the search for leftovers includes each encrypted column."""
    binary = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert binary == COLUMNS.keys() | SECRETS | NOT_SEALED


@pytest_asyncio.fixture
async def archive(rig: ApiRig, tmp_path: Path, request: pytest.FixtureRequest) -> ErasureRig:
    """Open a desk whose site keeps petitions for a year."""
    plain = MEMORY / f"erasure-{tmp_path.name}" if MEMORY.is_dir() else tmp_path / "plain"
    plain.mkdir(parents=True, exist_ok=True)
    desk = ErasureRig(rig, tmp_path, plain)
    desk.set_retention_rules(RetentionRules(petitions=RetentionDuty(years=1, basis="TRD, serie peticiones")))
    return desk


@pytest_asyncio.fixture
async def life(archive: ErasureRig) -> ErasedPerson:
    """Store all data of a person, who asks for erasure two years later."""
    return await file_everything(archive)
