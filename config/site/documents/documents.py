"""A site as a document: plain JSON by section, as a person writes the folder. Pure.

Owns which sections a document has, its size, and how it becomes a site and back. It must not know YAML text (`files`)
nor what a field means: `config.schema.reader` reads it, `config.schema.plain_values` writes it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import count
from typing import Any, Final

import msgspec
import yaml

from config.errors import Complaint, SiteInvalid
from config.schema.json_nodes import TooDeep, length_of, node_of
from config.schema.plain_values import plain_of
from config.schema.reader import UNPRINTABLE, FileReader, Reader, UnreadableValue, suggest_name
from config.schema.yaml_nodes import MAX_BYTES, MAX_DEPTH
from config.site.branding import Branding
from config.site.documents.shape import Steps, type_at
from config.site.loader import OPTIONAL_SECTIONS, SECTIONS, WITHOUT_FILE, SiteHeader, read_nodes, type_of
from config.site.model import Site
from config.site.oversight.indicators import IndicatorDefinition, Indicators
from config.site.samples import SampleAdvisor, SampleCaller

Document = dict[str, Any]
"""The content of each section by its name; sections and fields that equal their default are left out."""
PERSONAL_SECTIONS: Final = frozenset({"sample_customers", "sample_dialogues"})
"""Sections of a folder that no document has, because no version may hold personal data."""
DOCUMENT_SECTIONS: Final = tuple(name for name in SECTIONS if name not in PERSONAL_SECTIONS)
LISTED_SECTIONS: Final = frozenset({"indicators", "advisors", "sample_callers"})
"""Tables whose order is part of the version, because the site has them as lists."""
LOGO_FILE: Final = "logo.svg"
"""Name of the logo in a document: a site keeps the drawing and not the name of its file."""
_LONGEST_ID: Final = 40
_LARGEST_GROWTH: Final = 4
"""YAML has fewer bytes than this for each character of JSON; only a section near the bound is written to measure it."""


def document_of(site: Site) -> Document:
    """Return a site as a document; reading it gives the same version."""
    contents = ((name, _content_of(site, name)) for name in DOCUMENT_SECTIONS)
    return {name: plain_of(content, type_of(name)) for name, content in contents if not _is_left_out(name, content)}


def read_document(document: Document, read_file: FileReader) -> Site:
    """Read a document and check it as a whole; `read_file` reads its sounds and its logo.

    Raises:
        SiteInvalid: with every complaint and its path.
    """
    reader = Reader()
    nodes = dict(_nodes_of(document, reader))
    return read_nodes(nodes, read_file, reader)


def check_document(document: Document, read_file: FileReader) -> tuple[Complaint, ...]:
    """Return the complaints about a document; none if it is a site."""
    try:
        read_document(document, read_file)
    except SiteInvalid as error:
        return error.complaints
    return ()


def read_part(document: Document, path: Steps) -> tuple[Any, tuple[Complaint, ...]]:
    """Read what stands at a path by its type alone, and return it with the complaints about it.

    The value is None where there is nothing, or nothing readable; the rest of the document may have any errors.
    """
    kind, value = type_at(path), document
    for step in path:
        value = value.get(step, {}) if isinstance(value, dict) else {}
    if kind is None or not value:
        return None, ()
    reader = Reader()
    try:
        return reader.read_value(node_of(value), kind, path), tuple(reader.complaints)
    except (UnreadableValue, TooDeep):
        return None, tuple(reader.complaints)


def file_reader_of(site: Site, read_digest: Callable[[str], bytes | None]) -> FileReader:
    """Return a reader of the files that a site names; `read_digest` finds the content of a sound by its SHA-256."""
    digests = {each.file: each.digest for each in site.prompts.values() if each.file and each.digest}

    def read_file(path: str) -> bytes | None:
        if path == LOGO_FILE and site.branding.logo:
            return site.branding.logo.encode()
        return read_digest(digests[path]) if path in digests else None

    return read_file


def _content_of(site: Site, name: str) -> Any:
    return _CONTENTS[name](site) if name in _CONTENTS else getattr(site, name)


def _is_left_out(name: str, content: Any) -> bool:
    """Return whether a site without the section is the same."""
    return name in OPTIONAL_SECTIONS and (content in (None, {}) or content == WITHOUT_FILE.get(name))


def _header_of(site: Site) -> SiteHeader:
    return SiteHeader(campaign=site.campaign, entity=site.entity)


def _branding_of(site: Site) -> Branding:
    return msgspec.structs.replace(site.branding, logo=LOGO_FILE) if site.branding.logo else site.branding


def _advisors_of(site: Site) -> dict[str, SampleAdvisor]:
    return {each.id: each for each in site.sample_advisors}


def _callers_of(site: Site) -> dict[str, SampleCaller]:
    return {each.id: each for each in site.sample_callers}


def _indicators_of(site: Site) -> Indicators:
    """Return the definitions by key: the first version of an indicator by its id, the others by id and first day.

    A site does not keep the keys of the later versions, nor which one each of them continued.
    """
    ids = {each.id for each in site.indicators}
    definitions: Indicators = {}
    for each in site.indicators:
        if each.id not in definitions:
            definitions[each.id] = each
        else:
            key = _free_key(each, definitions.keys() | ids)
            definitions[key] = msgspec.structs.replace(each, continues=each.id)
    return definitions


def _free_key(definition: IndicatorDefinition, keys: Collection[str]) -> str:
    first_day = f"_{definition.valid_from:%Y%m%d}"
    candidates = (first_day if number == 1 else f"{first_day}_{number}" for number in count(1))
    names = (f"{definition.id[: _LONGEST_ID - len(each)]}{each}" for each in candidates)
    return next(name for name in names if name not in keys)


_CONTENTS: Final[Mapping[str, Callable[[Site], Any]]] = {
    "site": _header_of,
    "branding": _branding_of,
    "indicators": _indicators_of,
    "advisors": _advisors_of,
    "sample_callers": _callers_of,
}


def _nodes_of(document: Document, reader: Reader) -> Iterator[tuple[str, yaml.Node | None]]:
    """Yield the node of each known section, None for one with too many levels; complain about the others."""
    for name, content in document.items():
        if name in DOCUMENT_SECTIONS:
            yield name, _node_of(name, content, reader)
        elif UNPRINTABLE.search(name):
            text = "el nombre de una parte del sitio trae un carácter que no se puede escribir; bórrelo"
            reader.complaints.append(Complaint("site.yaml", 1, text))
        else:
            reader.complain((name,), _unknown_section_text(name))


def _unknown_section_text(name: str) -> str:
    if name in PERSONAL_SECTIONS:
        return "los datos de personas no se guardan en una versión del sitio; quítelos"
    return f"parte desconocida «{name}»; {suggest_name(name, DOCUMENT_SECTIONS)}"


def _node_of(name: str, content: Any, reader: Reader) -> yaml.Node | None:
    try:
        node = node_of(content)
    except TooDeep:
        reader.complain((name,), f"hay más de {MAX_DEPTH} niveles; quite los que sobran")
        return None
    if length_of(node) * _LARGEST_GROWTH > MAX_BYTES and _is_too_large(name, content):
        reader.complain((name,), f"su archivo pasa de {MAX_BYTES // 1024} KiB; divida o resuma su contenido")
    return node


def _is_too_large(name: str, content: Any) -> bool:
    """Return whether the section's file is larger than the reader of a folder accepts."""
    from config.site.documents.files import write_files  # it imports this module

    return len(write_files({name: content})[f"{name}.yaml"]) > MAX_BYTES
