"""The systems that advisors consult and what they may ask them, as the site says it. Pure.

Owns the shape and the bounds of these fields. How it holds together is `config.site.customers.lookup_checks`; where
each system is and its passwords are no data of the site (`config.lookup_environment`).
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import ENTRY_PATTERN, HEADER_PATTERN, POINTER_PATTERN, TEMPLATE_PATTERN, Id, Name, Sentence

ConnectorKind = Literal["sql", "fixed_width", "http"]
LookupKey = Literal["document", "credit", "third_party"]
"""Of the customer whose identity was verified: type and number of the document; the number of one of their credits, as
the caller says it; or the document's number alone, under which accounting knows them."""
LookupDatum = Literal["document_type", "document", "credit", "third_party"]
LOOKUP_DATA: dict[LookupKey, tuple[LookupDatum, ...]] = {
    "document": ("document_type", "document"),
    "credit": ("credit", "document_type", "document"),
    "third_party": ("third_party",),
}
"""What may be asked with under each key; without the key's own datum nothing is asked."""
ValueKind = Literal["text", "money", "date"]
Encoding = Literal["cp037", "cp284", "cp500", "cp1145", "latin-1"]
"""Of an extract: EBCDIC of the United States, of Spain and Latin America, international, of Spain and Latin America
with the euro sign, and text converted to Latin-1. They differ in few characters, «Ñ» among them."""
LookupRole = Literal["asesor", "asesor_escrita", "funcionario"]
"""Who may be given a lookup; the permission `lookup.make` is theirs."""
EntryPath = Annotated[str, Meta(pattern=ENTRY_PATTERN, max_length=120)]
"""Names one value of a row: a column, an item of the layout, or a JSON pointer from the row (RFC 6901)."""
Pointer = Annotated[str, Meta(pattern=POINTER_PATTERN, max_length=240)]


class Extract(msgspec.Struct, frozen=True, kw_only=True):
    """A file of records of one length, as a mainframe writes it.

    Attributes:
        encoding: of text and zoned digits.
        record_bytes: length of a record, which must be the layout's.
        layout: a COBOL record description.
        sorted_by: items by which records ascend, byte by byte; empty for a file that is read from end to end.
    """

    encoding: Encoding
    record_bytes: Annotated[int, Meta(ge=1, le=32760)]
    layout: Annotated[str, Meta(min_length=1, max_length=20_000)]
    sorted_by: tuple[EntryPath, ...] = ()


class Connector(msgspec.Struct, frozen=True, kw_only=True):
    """A system that is consulted.

    Attributes:
        name: for people.
        kind: how it is reached: a database, a file, or a service of HTTP and JSON.
        extract: of a ``fixed_width``.
        headers: of ``http``: names of headers with the names of the secrets that they bear.
    """

    id: Id
    name: Name
    kind: ConnectorKind
    extract: Extract | None = None
    headers: dict[Annotated[str, Meta(pattern=HEADER_PATTERN)], Id] = {}


class DisplayedValue(msgspec.Struct, frozen=True, kw_only=True):
    """A value of each row, as it is shown.

    Attributes:
        entry: where it stands in the row.
        label: for people, in Spanish.
        kind: as what it is read.
        sensitive: whether the screen covers it until it is asked for.
        roles: who sees it; empty for everybody who may make the lookup.
    """

    entry: EntryPath
    label: Name
    kind: ValueKind = "text"
    sensitive: bool = False
    roles: tuple[LookupRole, ...] = ()


class Lookup(msgspec.Struct, frozen=True, kw_only=True):
    """One question to one system about the customer of a call.

    Attributes:
        name: for people, in Spanish.
        about: when to make it, for the advisor.
        connector: id of the system.
        roles: who may make it.
        key: which datum of the customer it is asked with.
        query: of ``sql``: one SELECT, with the data as ``:document`` and so on.
        match: of ``fixed_width``: which item holds each datum.
        path: of ``http``: behind the address, with the data as ``{document}`` and so on.
        rows_at: of ``http``: JSON pointer to the list of rows, or to the only one.
        none_on_404: of ``http``: whether the status 404 says that there is nothing.
        owner: entry with the number of the document of who it belongs to; rows of others are not shown. It must be said
            where the key is a credit, for its number is only what the caller says.
        limit_s: how long it may take, seconds.
        rows: how many rows are shown at most.
        shown: the values of a row, in order.
    """

    id: Id
    name: Name
    about: Sentence = ""
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
    """Everything that may be consulted.

    Attributes:
        connectors: the systems, by id.
        lookups: the questions, by id.
    """

    connectors: dict[Id, Connector]
    lookups: dict[Id, Lookup]
