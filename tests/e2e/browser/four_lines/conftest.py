"""A system whose site has four lines with names and ids that no other site has."""

import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.browser.call_rig import keep_sample_advisors_away
from tests.support.browser.page_probe import require_screens
from tests.support.browser.screens_site import SITE, TONES
from tests.support.whole_system.system import System

RENAMED = {
    "lines": {
        "bogota": "condor",
        "nacional": "frailejon",
        "quejas": "orquidea",
        "cobro": "guayacan",
        "Línea Bogotá": "Línea Cóndor",
        "Línea Nacional": "Línea Frailejón",
        "Línea de Quejas y Reclamos": "Línea Orquídea",
        "Línea de Cobro Amigable": "Línea Guayacán",
    },
    "survey": {"lines: [nacional]": "lines: [frailejon]"},
    "queues": {"name: Quejas y reclamos": "name: Inconformidades"},
}
"""Replacements in the files of the browser tests' site."""


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def system(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """Run the system of that site with the built screens."""
    require_screens()
    folder = tmp_path_factory.mktemp("four")
    site = shutil.copytree(SITE, folder / "of")
    for name, words in RENAMED.items():
        text = (site / f"{name}.yaml").read_text()
        for old, new in words.items():
            assert old in text
            text = text.replace(old, new)
        (site / f"{name}.yaml").write_text(text)
    system = System(folder, pytestconfig.cache.mkdir("sounds"), site, TONES)
    try:
        await system.start()
        await keep_sample_advisors_away(system)
        yield system
    finally:
        await system.stop()
