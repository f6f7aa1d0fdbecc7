"""scripts/build-verifier: what it packs, and what it refuses."""

import json
import shutil
from hashlib import sha256
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from io import BytesIO
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import pytest

from agent_api.screens.static_files import VERIFIER, WEB_DIST
from tests.support.programs import skip_or_fail
from tests.support.repository import ROOT

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Return the script as a module."""
    if not (WEB_DIST / VERIFIER).is_file():
        skip_or_fail("the page of the verifier is not built: make web")
    loader = SourceFileLoader("build_verifier", str(ROOT / "scripts/build-verifier"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_the_same_sources_give_the_same_page(script: ModuleType) -> None:
    """The page has no time and no path of the machine, and its description has its size and SHA-256."""
    page = script.build_page(script.load_wheels(script.DOWNLOADS, script.abi()))
    assert page == (WEB_DIST / VERIFIER).read_bytes()
    described = json.loads((WEB_DIST / VERIFIER).with_suffix(".json").read_text())
    assert described == {"name": VERIFIER, "size": len(page), "sha256": sha256(page).hexdigest()}
    assert str(ROOT).encode() not in page


def test_a_wheel_that_is_not_the_locked_one_is_refused(script: ModuleType, tmp_path: Path) -> None:
    """A byte appended to a downloaded wheel ends the build with a sentence."""
    for path in script.DOWNLOADS.glob("*.whl"):
        shutil.copy(path, tmp_path)
    changed = script.find_wheel(tmp_path, "ecdsa")
    changed.write_bytes(changed.read_bytes() + b"\0")
    with pytest.raises(SystemExit, match=r"ecdsa.* is not the file that requirements\.lock locks"):
        script.load_wheels(tmp_path, script.abi())


def test_the_modules_are_those_of_the_command_alone(script: ModuleType) -> None:
    """The page has the repository's verifier, unchanged, and nothing of a database, network or signing key."""
    wheels = script.load_wheels(script.DOWNLOADS, script.abi())
    modules = {path.relative_to(ROOT).as_posix(): path for path in script.own_modules(wheels)}
    assert {"metrics/sealed/verifier.py", "atencion/verification/sealed_period.py"} <= modules.keys()
    assert not [name for name in modules if name.startswith(("storage/", "agent_api/", "telephony/"))]
    assert "metrics/sealed/writer.py" not in modules
    archive = ZipFile(BytesIO(script.own_archive(wheels)))
    assert {name: archive.read(name) for name in modules} == {name: path.read_bytes() for name, path in modules.items()}
