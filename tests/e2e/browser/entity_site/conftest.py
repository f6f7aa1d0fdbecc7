"""A second system, for complete calls: the entity's own typology, questions and lookups, with tones as sounds.

Owns the creation of that site. Callers, browsers and screens are those of the parent folder.
"""

import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from config.settings import SAMPLE_SITE
from tests.support.browser.call_rig import keep_sample_advisors_away
from tests.support.browser.page_probe import require_screens
from tests.support.browser.screens_site import SITE, TONES
from tests.support.whole_system.system import System

OF_THE_ENTITY = ("typology", "areas", "matrix", "answers", "identity", "lookups", "mail")
CUSTOMERS = """\
cliente1:
  name: Carlos Andrés Quiñones
  document: 79900102
  phones: ["+573001234567", "+576015550142"]
  birth_date: "1988-11-02"
  address: "Calle 100 # 15-30, apartamento 402"
  municipality: "11001"
  email: carlos.quinones@ejemplo.com
  credit: CR-2016-000102
  programme: Crédito de posgrado en el país
"""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def system(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """Run the system for complete calls with the built screens; two of its advisors have signed in."""
    require_screens()
    folder = tmp_path_factory.mktemp("whole")
    site = shutil.copytree(SITE, folder / "of")
    for name in OF_THE_ENTITY:
        shutil.copy(SAMPLE_SITE / f"{name}.yaml", site)
    quality = (SAMPLE_SITE / "quality.yaml").read_text()
    (site / "quality.yaml").write_text(quality.replace("calendar: atencion", "calendar: siempre"))
    contract = site / "indicators.yaml"
    _, first, of_quality = (SAMPLE_SITE / "indicators.yaml").read_text().partition("precision_usuario_telefono:")
    contract.write_text(f"{contract.read_text()}\n{first}{of_quality}")
    (site / "sample_customers.yaml").write_text(CUSTOMERS)
    system = System(folder, pytestconfig.cache.mkdir("sounds"), site, TONES)
    try:
        await system.start()
        await keep_sample_advisors_away(system)
        yield system
    finally:
        await system.stop()
