"""The page of the API, in Spanish as the OpenAPI document is."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from agent_api.app.app import create_unbound_app
from agent_api.app.routing import ROUTES
from agent_api.kit.permissions import DISPLAYS, MONITORS, PUBLIC, SIGNED_IN
from scripts.documentation.reference.markdown import code, table

HEAD = """# La API

Cada dirección con su método, el permiso que pide, qué hace y con qué errores puede contestar. La sesión se abre con \
`POST /api/v1/session`; otros sistemas usan un token (`Authorization: Bearer …`). Qué rol tiene cada permiso está en \
[Usuarios y permisos](../guias/usuarios.md), y qué significa el `code` de cada error, en \
[Error codes](error-codes.md). Lo vivo llega por un WebSocket: [Desk protocol](../desk-protocol.md). Los parámetros y \
los cuerpos están en el documento OpenAPI, que el sistema sirve en `/api/openapi.json`. Esta página se genera de ese \
documento.
"""
_WORDS: Final = {PUBLIC: "ninguno", MONITORS: "quien vigila", DISPLAYS: "pantalla de pared", SIGNED_IN: "con sesión"}
_METHODS: Final = ("get", "post", "put", "patch", "delete")
Operation = tuple[str, str, Mapping[str, Any]]
"""Method in lower case, path, and the operation of the OpenAPI document."""


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Yield each operation of a document."""
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield method, path, methods[method]


def page() -> str:
    """Return the page."""
    return render(create_unbound_app().openapi(), ROUTES)


def render(document: Mapping[str, Any], permissions: Mapping[str, str]) -> str:
    """Return the page of a document; ``permissions`` has the requirement of each ``METHOD /path``."""
    by_tag: dict[str, list[Operation]] = {each["name"]: [] for each in document["tags"]}
    for operation in operations(document):
        for tag in operation[2]["tags"]:
            by_tag[tag].append(operation)
    meanings = {each["name"]: each["description"] for each in document["tags"]}
    parts = [_tag(tag, meanings[tag], members, permissions) for tag, members in by_tag.items() if members]
    return "\n".join([HEAD, *parts])


def _tag(tag: str, meaning: str, members: list[Operation], permissions: Mapping[str, str]) -> str:
    """Return the section of a tag."""
    rows = [
        (
            f"{code(f'{method.upper()} {path}')}",
            _permission(permissions[f"{method.upper()} {path}"]),
            operation.get("summary", ""),
            ", ".join(sorted(status for status in operation["responses"] if status >= "400")),
        )
        for method, path, operation in members
    ]
    return f"## {tag.capitalize()}\n\n{meaning}\n\n{table(('dirección', 'permiso', 'qué hace', 'errores'), rows)}"


def _permission(needed: str) -> str:
    return _WORDS.get(needed) or code(needed)
