"""The names that a release promises to keep: collected from the code, and recorded in promised_names.json.

Run it at a release, from the repository's folder: .venv/bin/python -m tests.unit.docs.promised_names. It refuses to
write a record that lacks a name of the previous one.
"""

import ast
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, get_args

import msgspec
from typer.main import get_command

from agent_api.app.export_openapi import render_document
from atencion.cli.app import app
from call_router.library import library_text
from config.settings import PREFIX, Settings
from eventlog.facts import AnyFact, Envelope
from metrics.sealed.manifest import FORMAT
from tests.support.repository import ROOT, project
from tests.unit.deploy.test_dashboards import known
from tests.unit.docs.test_glossary import trees

RECORD: Final = Path(__file__).with_name("promised_names.json")
MIGRATIONS: Final = ROOT / "storage/migrations/versions"


def facts() -> Iterator[str]:
    """Yield each kind of fact and each of its fields, and the fields of the envelope."""
    for kind in get_args(AnyFact):
        tag = kind.__struct_config__.tag
        yield tag
        yield from (f"{tag}.{field.encode_name}" for field in msgspec.structs.fields(kind))
    yield from (f"envelope.{field.encode_name}" for field in msgspec.structs.fields(Envelope))


def series() -> Iterator[str]:
    """Yield each series that a node exports or a rule records, with its labels."""
    for name, labels in known().items():
        if name in ("ALERTS", "up"):  # Prometheus's own
            continue
        yield f"{name}{{{', '.join(sorted(labels))}}}"


def operations() -> Iterator[str]:
    """Yield each operation of the API with its id and parameters, and each JSON field of its components."""
    document = json.loads(render_document())
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path} {operation['operationId']}"
            for each in operation.get("parameters", ()):
                yield f"{method.upper()} {path} {each['in']} {each['name']}"
    for name, schema in document["components"]["schemas"].items():
        yield name
        yield from (f"{name}.{field}" for field in schema.get("properties", ()))


def error_codes() -> Iterator[str]:
    """Yield the code of each error, from the classes of the product and from the problems of the framework."""
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                yield from _codes_of_class(node)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_problem_json":
                yield from (str(each.value) for each in node.args[2:3] if isinstance(each, ast.Constant))


def _codes_of_class(definition: ast.ClassDef) -> Iterator[str]:
    for each in definition.body:
        targets = each.targets if isinstance(each, ast.Assign) else [getattr(each, "target", None)]
        named = any(isinstance(target, ast.Name) and target.id == "code" for target in targets)
        value = getattr(each, "value", None)
        if named and isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
            yield value.value


def variables() -> Iterator[str]:
    """Yield each environment variable of the settings."""
    return (f"{PREFIX}{name}".upper() for name in Settings.model_fields)


def commands(command: Any = None, name: str = "atencion") -> Iterator[str]:
    """Yield each command of the command line, and each of its options."""
    command = command or get_command(app)
    yield name
    for parameter in command.params:
        yield from (f"{name} {option}" for option in (*parameter.opts, *parameter.secondary_opts) if option[0] == "-")
    for each, child in getattr(command, "commands", {}).items():
        yield from commands(child, f"{name} {each}")


def keys() -> Iterator[str]:
    """Yield the pattern of each key in Valkey."""
    return iter(re.findall(r"^  (\{c\}:\S+)", library_text().partition("--]]")[0], re.MULTILINE))


def migrations() -> Iterator[str]:
    """Yield each migration, and the digest of its SQL."""
    for path in sorted(MIGRATIONS.glob("[0-9]*")):
        yield f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" if path.suffix == ".sql" else path.name


COLLECTORS: Final[dict[str, Callable[[], Iterator[str]]]] = {
    "facts": facts,
    "series": series,
    "api": operations,
    "error codes": error_codes,
    "environment": variables,
    "command line": commands,
    "valkey keys": keys,
    "migrations": migrations,
    "sealed formats": lambda: iter([str(FORMAT)]),
}


def read_record() -> dict[str, Any]:
    """Return the record of the last release."""
    return dict(json.loads(RECORD.read_text()))


def missing(kind: str) -> list[str]:
    """Return the recorded names of a kind that the code no longer has."""
    return sorted(set(read_record()["names"].get(kind, ())) - set(COLLECTORS[kind]()))


def write_record() -> None:
    """Record today's names under the version of pyproject.toml; exit with 1 if a promised one is missing."""
    lost = [name for kind in COLLECTORS if RECORD.exists() for name in missing(kind)]
    if lost:
        sys.exit("\n".join(["These promised names are missing:", *lost]))
    names = {kind: sorted(set(collect())) for kind, collect in COLLECTORS.items()}
    text = json.dumps({"release": project()["version"], "names": names}, indent=1, ensure_ascii=False)
    RECORD.write_text(f"{text}\n")


if __name__ == "__main__":
    write_record()
