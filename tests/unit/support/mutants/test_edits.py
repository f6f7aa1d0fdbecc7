"""The changes that make mutants of a text, and the draw among them."""

import ast

import pytest

from tests.support.mutants.areas import Area, draw_mutants, read_areas
from tests.support.mutants.lua_edits import lua_edits
from tests.support.mutants.python_edits import python_edits
from tests.support.repository import ROOT

AREAS = read_areas(ROOT / "tests/mutants.toml")

PYTHON = {
    "x = a < b": ["x = a <= b"],
    "x = (a) == (b)": ["x = (a) != (b)"],
    "x = a is None": ["x = a is not None"],
    "x = a and b": ["x = a or b"],
    "x = not a": ["x = a"],
    "x = a + b": ["x = a - b"],
    "x = 'ñ' + b": ["x = 'ñ' - b"],
    "x = 3": ["x = 4"],
    "x = True": ["x = False"],
    "if a: f()": ["if (not (a)): f()", "if a: pass"],
    "def f() -> 'int | None': return g()": ["def f() -> 'int | None': return None"],
    "raise E": ["pass"],
    "log.info(3)": [],
    "x = f'{a + b}'": [],
    '"""Say a < b."""': [],
    "def f(a: 'b' = 3): ...": ["def f(a: 'b' = 4): ..."],
}
LUA = {
    "if a == b then": ["if a ~= b then"],
    "if a <= b then": ["if a < b then"],
    "x = a and not b": ["x = a or not b", "x = a and b"],
    "x = a + 2": ["x = a - 2", "x = a + 3"],
    "x = 'a == 1' -- 1 or 2": [],
    "f(x)\n  redis.call('DEL', k)\n": ["f(x)\n\n"],
}


@pytest.mark.parametrize(("text", "mutants"), PYTHON.items(), ids=PYTHON)
def test_changes_of_python(text: str, mutants: list[str]) -> None:
    """Each operator, condition, number, result and statement has one change; texts for people have none."""
    assert [edit.apply(text) for edit in python_edits(text)] == mutants


@pytest.mark.parametrize(("text", "mutants"), LUA.items(), ids=LUA)
def test_changes_of_lua(text: str, mutants: list[str]) -> None:
    """The same for Lua, without strings and comments."""
    assert [edit.apply(text) for edit in lua_edits(text)] == mutants


@pytest.mark.parametrize("area", AREAS.values(), ids=AREAS)
def test_each_area_has_forty_different_mutants_that_a_seed_repeats(area: Area) -> None:
    """The draw depends on the seed alone, every mutant differs from its text, and those in Python can be compiled."""
    drawn = draw_mutants(area, ROOT, 40, "seed")
    assert len({mutant.name for mutant in drawn}) >= 39
    assert drawn == draw_mutants(area, ROOT, 40, "seed")
    assert drawn != draw_mutants(area, ROOT, 40, "another seed")
    for mutant in drawn:
        changed = mutant.edit.apply(mutant.text)
        assert changed != mutant.text
        if mutant.path.endswith(".py"):
            ast.parse(changed)


@pytest.mark.parametrize("area", AREAS.values(), ids=AREAS)
def test_tests_of_each_area_exist(area: Area) -> None:
    """Every path of the table is in the repository."""
    assert [path for stage in area.stages for path in stage if not (ROOT / path).exists()] == []
