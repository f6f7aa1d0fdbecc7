"""docs/glossary.md matches the modules, classes and functions of the tree."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from tests.support.repository import ROOMS, ROOT, repository_files, syntax_tree

PAGE = ROOT / "docs" / "glossary.md"
SPLIT_ROOMS = ("agent_api", "telephony")  # each package of their second level is a room
RIDDLES = frozenset({"told", "given", "of", "shown", "taken", "anew", "here", "there", "elsewhere"})
SHORTEST_GERUND = 5  # «ring» is a noun

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def section(title: str) -> list[list[str]]:
    """Return the cells of each row of a section's table, without its head."""
    text = PAGE.read_text().partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    rows = [re.split(r" \| ", each.strip("| ")) for each in text.splitlines() if each.startswith("| ")]
    assert len(rows) > 2, f"the glossary has no table «{title}»"
    return rows[2:]


def code(cell: str) -> list[str]:
    """Return what a cell shows as code."""
    return re.findall(r"`([^`]+)`", cell)


@cache
def trees() -> dict[str, ast.Module]:
    """Return the syntax tree of each module of the product, by dotted name."""
    paths = repository_files(*(f"{room}/*.py" for room in ROOMS))
    return {module_name(each): syntax_tree(each) for each in paths if "/migrations/versions/" not in each}


def module_name(path: str) -> str:
    """Return the dotted name of a module's file; of an `__init__`, the package's."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def room_of(module: str) -> str:
    """Return the room of a module: its top-level package, or the package below a large one."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] in SPLIT_ROOMS else parts[0]


def definitions() -> Iterator[tuple[str, Definition]]:
    """Yield each public class and function of a module's own level."""
    for module, tree in trees().items():
        for each in tree.body:
            if isinstance(each, Definition) and not each.name.startswith("_"):
                yield module, each


def modules_by_class() -> dict[str, list[str]]:
    """Return the modules that define a class of each name."""
    by_class: dict[str, list[str]] = defaultdict(list)
    for module, each in definitions():
        if isinstance(each, ast.ClassDef):
            by_class[each.name].append(module)
    return by_class


def debts() -> dict[str, int]:
    """Return the limits of the glossary's last section by what they count."""
    return {row[0]: int(row[1]) for row in section("Debts")}


def exists(name: str) -> bool:
    """Return whether a dotted module or a path is in the tree."""
    path = ROOT / (name if "/" in name else name.replace(".", "/"))
    return path.exists() or path.with_name(f"{path.name}.py").is_file()


def test_each_term_names_a_module_that_exists() -> None:
    """Each term names an existing module and is listed once, in both languages."""
    terms = section("Terms")
    assert len({row[0] for row in terms}) == len(terms)
    assert all(len(row) == 4 and all(row) for row in terms), "a term has English, Spanish, a sentence and a module"
    missing = [(row[0], name) for row in terms for name in code(row[3]) or ["none"] if not exists(name)]
    assert missing == []


def test_a_gerund_names_a_module_only_if_the_field_uses_it() -> None:
    """A gerund as a module name is listed with its reason, and leaves the list with its last module."""
    listed = {name for row in section("Gerunds that the field uses") for name in code(row[0])}
    last_words = {module: module.rpartition(".")[2].rpartition("_")[2] for module in trees()}
    gerunds = {
        module: word for module, word in last_words.items() if word.endswith("ing") and len(word) >= SHORTEST_GERUND
    }
    assert {module for module, word in gerunds.items() if word not in listed} == set()
    assert listed - set(gerunds.values()) == set()


def test_a_class_name_is_used_once_in_a_room() -> None:
    """Two classes with one name in a room are listed with their reason."""
    listed = {(code(row[0])[0], code(row[1])[0]) for row in section("Class names used twice in one room")}
    twice = set()
    for name, modules in modules_by_class().items():
        rooms = [room_of(each) for each in modules]
        twice |= {(room, name) for room in rooms if rooms.count(room) > 1}
    assert twice == listed


def test_a_class_name_plays_one_role_in_several_rooms() -> None:
    """A class name in several rooms is listed with its role; the number of unlisted ones does not grow."""
    listed = {code(row[0])[0]: set(code(row[1])) for row in section("Class names with one role in several rooms")}
    rooms = {name: {room_of(each) for each in modules} for name, modules in modules_by_class().items()}
    assert {name for name, expected in listed.items() if rooms.get(name) != expected} == set()
    others = sorted(name for name, used_in in rooms.items() if len(used_in) > 1 and name not in listed)
    assert len(others) <= debts()["class names with several roles"], others


def test_no_function_or_class_is_named_by_a_participle() -> None:
    """Function names are verbs or nouns of their value, and class names are nouns."""
    assert [(module, each.name) for module, each in definitions() if each.name.lower() in RIDDLES] == []


def test_fewer_members_and_parameters_are_named_by_participles() -> None:
    """The numbers of remaining participles never grow. Fields of facts and of the API's JSON are never renamed."""
    members, parameters = [], []
    for module, tree in trees().items():
        for each in ast.walk(tree):
            if isinstance(each, ast.ClassDef):
                if not module.startswith("eventlog.facts") and not module.endswith(".schemas"):
                    members += [f"{module}:{each.name}.{name}" for name in member_names(each) if name in RIDDLES]
            elif isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                names = [one.arg for one in (*each.args.posonlyargs, *each.args.args, *each.args.kwonlyargs)]
                parameters += [f"{module}:{each.name}({name})" for name in names if name in RIDDLES]
    assert len(members) <= debts()["methods and fields named by a participle or preposition"], members
    assert len(parameters) <= debts()["parameters named by a participle or preposition"], parameters


def member_names(definition: ast.ClassDef) -> Iterator[str]:
    """Yield the methods and annotated fields of a class."""
    for each in definition.body:
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            yield each.name
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            yield each.target.id
