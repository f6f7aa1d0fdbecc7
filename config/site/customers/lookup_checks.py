"""Checks of `lookups.yaml` as a whole: each lookup suits its connector and is about one customer. Pure.

Owns these rules. What it complains about is placed by the Reader; it asks no system anything.
"""

import re
from collections.abc import Iterable

from config.schema.reader import NodePath, Reader, suggest_name
from config.site.customers.copybook import Layout, LayoutInvalid, read_layout
from config.site.customers.lookups import LOOKUP_DATA, Connector, Lookup, Lookups

QUERY_DATUM = re.compile(r"(?<![:\w\\]):([a-z_]+)\b(?!:)")
"""A bound value in a query; ``::text`` is none."""
PATH_DATUM = re.compile(r"\{([^{}]*)\}")
_COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FIELDS_BY_KIND: dict[str, tuple[str, ...]] = {"sql": ("query",), "fixed_width": ("match",), "http": ("path",)}
_HTTP_OPTIONS = ("rows_at", "none_on_404")


def check_lookups(found: Lookups | None, reader: Reader) -> None:
    """Complains to the reader about everything in lookups.yaml that does not hold together."""
    if found is None:
        return
    layouts = {each.id: _check_connector(each, reader) for each in found.connectors.values()}
    for lookup in found.lookups.values():
        path = ("lookups", "lookups", lookup.id)
        connector = found.connectors.get(lookup.connector)
        if connector is None:
            if (*path[:1], "connectors", lookup.connector) not in reader.places:
                text = (
                    f"«{lookup.connector}» no está en «connectors»; {suggest_name(lookup.connector, found.connectors)}"
                )
                reader.complain((*path, "connector"), text)
            continue
        _check_lookup(lookup, connector, path, reader)
        _check_entries(lookup, connector, layouts[connector.id], path, reader)


def _check_connector(connector: Connector, reader: Reader) -> Layout | None:
    """The layout of an extract that can be read."""
    path = ("lookups", "connectors", connector.id)
    if connector.headers and connector.kind != "http":
        reader.complain((*path, "headers"), "los encabezados son solo de «http»; bórrelos")
    if (connector.extract is not None) != (connector.kind == "fixed_width"):
        fault = "falta «extract»; agréguelo" if connector.extract is None else "«extract» es solo de «fixed_width»"
        reader.complain(path, fault)
    if connector.extract is None:
        return None
    try:
        layout = read_layout(connector.extract.layout)
    except LayoutInvalid as error:
        reader.complain((*path, "extract", "layout"), str(error))
        return None
    if layout.size != connector.extract.record_bytes:
        text = f"el registro descrito mide {layout.size} bytes, no {connector.extract.record_bytes}; corrija uno"
        reader.complain((*path, "extract", "record_bytes"), text)
    _check_known(connector.extract.sorted_by, layout, (*path, "extract", "sorted_by"), reader)
    return layout


def _check_known(names: Iterable[str], layout: Layout, path: NodePath, reader: Reader) -> None:
    for name in names:
        if name not in layout.items:
            reader.complain(path, f"«{name}» no está en el registro; {suggest_name(name, layout.items)}")


def _check_lookup(lookup: Lookup, connector: Connector, path: NodePath, reader: Reader) -> None:
    """It says what its kind needs and no more, and asks with its key."""
    for kind, fields in _FIELDS_BY_KIND.items():
        for field in (*fields, *(_HTTP_OPTIONS if kind == "http" else ())):
            if getattr(lookup, field) and kind != connector.kind:
                text = f"«{field}» es solo de conectores «{kind}», y {connector.id} es «{connector.kind}»; bórrelo"
                reader.complain((*path, field), text)
    for field in _FIELDS_BY_KIND[connector.kind]:
        if not getattr(lookup, field):
            reader.complain(path, f"falta el campo «{field}»; agréguelo")
            return
    if not lookup.roles:
        reader.complain((*path, "roles"), "nadie la puede hacer; agregue al menos un rol")
    if not lookup.shown:
        reader.complain((*path, "shown"), "no muestra nada; agregue al menos un dato")
    _check_data(lookup, path, reader)
    if connector.kind == "sql":
        _check_query(lookup.query, (*path, "query"), reader)


def find_query_data(lookup: Lookup) -> frozenset[str]:
    """The names of the data that a lookup asks with, known or not."""
    named = {*QUERY_DATUM.findall(lookup.query), *PATH_DATUM.findall(lookup.path or ""), *lookup.match}
    return frozenset(map(str, named))


def _check_data(lookup: Lookup, path: NodePath, reader: Reader) -> None:
    """The key's own datum is asked with, and only what the key gives."""
    field = next((each for each in ("query", "match", "path") if getattr(lookup, each)), "key")
    known, named = LOOKUP_DATA[lookup.key], find_query_data(lookup)
    for name in sorted(named.difference(known)):
        reader.complain(
            (*path, field), f"«{name}» no es un dato de la clave «{lookup.key}»; {suggest_name(name, known)}"
        )
    if lookup.key not in named:
        text = f"no pregunta con «{lookup.key}», y mostraría lo de cualquiera; agréguelo"
        reader.complain((*path, field), text)
    if lookup.key == "credit" and lookup.owner is None:
        text = "el número del crédito lo dice quien llama: diga en «owner» qué dato trae el documento de su titular"
        reader.complain(path, text)


def _check_query(query: str, path: NodePath, reader: Reader) -> None:
    if not re.match(r"(?i)(select|with)\b", query):
        reader.complain(path, "la consulta debe empezar por SELECT o WITH; solo se lee")
    if ";" in query or "--" in query or "/*" in query:
        reader.complain(path, "escriba una sola consulta, sin «;» ni comentarios")


def _check_entries(lookup: Lookup, connector: Connector, layout: Layout | None, path: NodePath, reader: Reader) -> None:
    """What is shown can be named so in rows of this kind."""
    named: dict[NodePath, str] = {("shown", str(index), "entry"): each.entry for index, each in enumerate(lookup.shown)}
    if lookup.owner is not None:
        named[("owner",)] = lookup.owner
    if connector.kind == "fixed_width":
        named |= {("match", datum): entry for datum, entry in lookup.match.items()}
    for where, entry in named.items():
        if connector.kind == "fixed_width" and layout is not None:
            _check_known((entry,), layout, (*path, *where), reader)
        elif connector.kind == "sql" and not _COLUMN.fullmatch(entry):
            reader.complain((*path, *where), f"«{entry}» no es una columna; escriba su nombre en la consulta")
        elif connector.kind == "http" and not entry.startswith("/"):
            reader.complain((*path, *where), f"«{entry}» no es una ruta JSON; escriba, por ejemplo, /{entry}")
