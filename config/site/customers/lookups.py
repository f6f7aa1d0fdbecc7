"""The systems that advisors consult and the lookups in them, as the site says. Pure.

The address and the passwords of a system are not site data (`config.lookup_environment`).
"""

import re
from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import ENTRY_PATTERN, HEADER_PATTERN, POINTER_PATTERN, TEMPLATE_PATTERN, Id, Name
from config.schema.reader import NodePath, Reader, suggest_name
from config.site.customers.copybook import Layout, LayoutInvalid, read_layout

ConnectorKind = Literal["sql", "fixed_width", "http"]
LookupKey = Literal["document", "credit", "third_party"]
"""Key of a lookup, for the customer whose identity was verified: type and number of the document; the number of a
credit, as the caller says it; or the document number alone, which the accounting system uses."""
LookupDatum = Literal["document_type", "document", "credit", "third_party"]
LOOKUP_DATA: dict[LookupKey, tuple[LookupDatum, ...]] = {
    "document": ("document_type", "document"),
    "credit": ("credit", "document_type", "document"),
    "third_party": ("third_party",),
}
"""Data that a lookup may send, by its key; it must send the datum that has the name of the key."""
ValueKind = Literal["text", "money", "date"]
Encoding = Literal["cp037", "cp284", "cp500", "cp1145", "latin-1"]
"""Encoding of an extract: EBCDIC of the United States, of Spain and Latin America, international, of Spain and Latin
America with the euro sign, or text converted to Latin-1. They differ in few characters, «Ñ» among them."""
LookupRole = Literal["asesor", "asesor_escrita", "funcionario"]
"""Role that a site may allow to make a lookup; each has the permission `lookup.make`."""
EntryPath = Annotated[str, Meta(pattern=ENTRY_PATTERN, max_length=120)]
"""Path of a value in a row: a column, an item of the layout, or a JSON pointer from the row (RFC 6901)."""
Pointer = Annotated[str, Meta(pattern=POINTER_PATTERN, max_length=240)]

QUERY_DATUM = re.compile(r"(?<![:\w\\]):([a-z_]+)\b(?!:)")
"""Pattern of a bound value in a query; it does not match a cast such as ``::text``."""
PATH_DATUM = re.compile(r"\{([^{}]*)\}")
_COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FIELDS_BY_KIND: dict[str, tuple[str, ...]] = {"sql": ("query",), "fixed_width": ("match",), "http": ("path",)}
_HTTP_OPTIONS = ("rows_at", "none_on_404")


class Extract(msgspec.Struct, frozen=True, kw_only=True):
    """A file of fixed-length records, as a mainframe writes it.

    Attributes:
        record_bytes: length of a record, which must match the layout.
        layout: a COBOL record description.
        sorted_by: items that order the records, byte by byte; empty for a file that must be read from end to end.
    """

    encoding: Encoding
    record_bytes: Annotated[int, Meta(ge=1, le=32760)]
    layout: Annotated[str, Meta(min_length=1, max_length=20_000)]
    sorted_by: tuple[EntryPath, ...] = ()


class Connector(msgspec.Struct, frozen=True, kw_only=True):
    """A system that advisors consult.

    Attributes:
        kind: a database, a file, or an HTTP service that returns JSON.
        headers: only for ``http``: header names, each with the name of the secret that it carries.
    """

    id: Id
    name: Name
    kind: ConnectorKind
    extract: Extract | None = None
    headers: dict[Annotated[str, Meta(pattern=HEADER_PATTERN)], Id] = {}


class DisplayedValue(msgspec.Struct, frozen=True, kw_only=True):
    """A displayed value of each row; without ``roles`` everybody who may make the lookup sees it.

    ``entry`` is its place in the row; the screen hides a ``sensitive`` one until the advisor reveals it.
    """

    entry: EntryPath
    label: Name
    kind: ValueKind = "text"
    sensitive: bool = False
    roles: tuple[LookupRole, ...] = ()


class Lookup(msgspec.Struct, frozen=True, kw_only=True):
    """One query to one system about the customer of a call.

    Attributes:
        about: when to make it, for the advisor.
        key: the customer's datum that it searches by.
        query: for ``sql``: one SELECT, with the data as ``:document`` and so on.
        match: for ``fixed_width``: the item that holds each datum.
        path: for ``http``: appended to the address, with the data as ``{document}`` and so on.
        rows_at: for ``http``: JSON pointer to the list of rows, or to the only one.
        none_on_404: for ``http``: whether status 404 means no result.
        owner: entry with the document number of the row's owner; rows of other owners are hidden. Required where the
            key is a credit, because the caller alone states its number.
        rows: maximum of rows shown.
    """

    id: Id
    name: Name
    about: Annotated[str, Meta(max_length=240)] = ""
    connector: Id
    roles: tuple[LookupRole, ...]
    key: LookupKey
    query: Annotated[str, Meta(max_length=8_000)] = ""
    match: dict[LookupDatum, EntryPath] = {}
    path: Annotated[str, Meta(pattern=TEMPLATE_PATTERN, max_length=400)] | None = None
    rows_at: Pointer = ""
    none_on_404: bool = False
    owner: EntryPath | None = None
    limit_s: Annotated[float, Meta(ge=0.1, le=2.0)] = 2.0
    rows: Annotated[int, Meta(ge=1, le=200)] = 20
    shown: tuple[DisplayedValue, ...]


class Lookups(msgspec.Struct, frozen=True, kw_only=True):
    """All connectors and lookups, by id."""

    connectors: dict[Id, Connector]
    lookups: dict[Id, Lookup]


def check_lookups(lookups: Lookups | None, reader: Reader) -> None:
    """Complain to the reader about every inconsistency in lookups.yaml."""
    if lookups is None:
        return
    layouts = {each.id: _check_connector(each, reader) for each in lookups.connectors.values()}
    for lookup in lookups.lookups.values():
        path = ("lookups", "lookups", lookup.id)
        connector = lookups.connectors.get(lookup.connector)
        if connector is None:
            if (*path[:1], "connectors", lookup.connector) not in reader.places:
                suggestion = suggest_name(lookup.connector, lookups.connectors)
                reader.complain((*path, "connector"), f"«{lookup.connector}» no está en «connectors»; {suggestion}")
            continue
        _check_lookup(lookup, connector, path, reader)
        _check_entries(lookup, connector, layouts[connector.id], path, reader)


def _check_connector(connector: Connector, reader: Reader) -> Layout | None:
    """Return the layout of a connector's extract; None without a readable one."""
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
    """Check that a lookup has the fields of its kind and no others, and searches by its key."""
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
    """Return the names of the data that a lookup uses, known or not."""
    names = {*QUERY_DATUM.findall(lookup.query), *PATH_DATUM.findall(lookup.path or ""), *lookup.match}
    return frozenset(map(str, names))


def _check_data(lookup: Lookup, path: NodePath, reader: Reader) -> None:
    field = next((each for each in ("query", "match", "path") if getattr(lookup, each)), "key")
    key_data, query_data = LOOKUP_DATA[lookup.key], find_query_data(lookup)
    for name in sorted(query_data.difference(key_data)):
        reader.complain(
            (*path, field), f"«{name}» no es un dato de la clave «{lookup.key}»; {suggest_name(name, key_data)}"
        )
    if lookup.key not in query_data:
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
    """Check that each entry has a valid form for rows of this kind."""
    entries: dict[NodePath, str] = {
        ("shown", str(index), "entry"): each.entry for index, each in enumerate(lookup.shown)
    }
    if lookup.owner is not None:
        entries[("owner",)] = lookup.owner
    if connector.kind == "fixed_width":
        entries |= {("match", datum): entry for datum, entry in lookup.match.items()}
    for field_path, entry in entries.items():
        if connector.kind == "fixed_width" and layout is not None:
            _check_known((entry,), layout, (*path, *field_path), reader)
        elif connector.kind == "sql" and not _COLUMN.fullmatch(entry):
            reader.complain((*path, *field_path), f"«{entry}» no es una columna; escriba su nombre en la consulta")
        elif connector.kind == "http" and not entry.startswith("/"):
            reader.complain((*path, *field_path), f"«{entry}» no es una ruta JSON; escriba, por ejemplo, /{entry}")
