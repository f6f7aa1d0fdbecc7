"""Services, stores and presenters serve the worker and the command line as well as the API."""

import subprocess
import sys
from pathlib import Path

from tests.support.repository import ROOT

EDGE = ("agent_api.access.guard", "agent_api.kit.deps", "agent_api.kit.problems")
IMPORT_ALL = """
import sys
from importlib import import_module
for name in sys.argv[1:]:
    import_module(name)
print(*{"fastapi", "starlette"} & sys.modules.keys())
"""


def _module_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_no_module_behind_the_edge_loads_http() -> None:
    """Only routes, the application, the guard and shared route code import the HTTP framework, even indirectly."""
    modules = [_module_of(each) for each in sorted((ROOT / "agent_api").rglob("*.py"))]
    behind = [
        each for each in modules if not (each.startswith("agent_api.app") or each.endswith("routes") or each in EDGE)
    ]
    assert len(behind) > 300
    loaded = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, *behind], check=True, capture_output=True, text=True, cwd=ROOT
    )
    assert loaded.stdout.split() == []
