"""The site folder with which a new entity begins: `config/sites/inicial`, with its name and its number. Pure.

Owns what in that folder is only an example, which the first steps ask to replace.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from config.errors import SiteInvalid
from config.site.documents.documents import Document, document_of, read_document
from config.site.documents.folder import folder_files
from config.site.loader import load_site

STARTER_SITE: Final = Path(__file__).parents[2] / "sites" / "inicial"
EXAMPLE_ENTITY: Final = "Entidad nueva"
EXAMPLE_NUMBER: Final = "1000"
_EXAMPLE_DOMAIN: Final = ".example"
"""A domain that never receives mail (RFC 2606, section 2)."""
_FIRST_LINE: Final = "principal"


def is_example_address(address: str) -> bool:
    """Return whether an address is in a domain of examples, so that mail to it is lost."""
    return address.lower().endswith(_EXAMPLE_DOMAIN)


def make_starter_folder(*, entity: str, number: str, campaign: str) -> dict[str, bytes]:
    """Return the files of the first folder of an entity, with the schemas for editors.

    Args:
        entity: name as callers hear it and screens show it.
        number: what callers dial, as the operator of telephony delivers it.
        campaign: internal name, which never changes afterwards.

    Raises:
        SiteInvalid: one of them is not what its field allows.
    """
    document = start_document(entity=entity, number=number, campaign=campaign)
    read_document(document, _read_no_file)
    return folder_files(document)


def start_document(*, entity: str, number: str, campaign: str) -> Document:
    """Return the starter site with the name and the number of an entity, not checked."""
    document: Document = _replace(document_of(load_site(STARTER_SITE)), entity)
    document["site"]["campaign"] = campaign
    document["lines"][_FIRST_LINE]["numbers"] = [number]
    return document


def describe_faults(error: SiteInvalid) -> str:
    """Return the faults of what the person gave, a line for each field."""
    fields: Mapping[tuple[str, ...], str] = {
        ("site", "entity"): "El nombre",
        ("site", "campaign"): "La campaña",
        ("lines", _FIRST_LINE, "numbers"): "El número",
    }
    named = {
        each.text: next((name for path, name in fields.items() if each.path[: len(path)] == path), "")
        for each in error.complaints
    }
    known = [f"{name}: {text}." for text, name in named.items() if name]
    return "\n".join(known) or str(error)


def _replace(value: Any, entity: str) -> Any:
    """Return a copy of a JSON value whose texts name the entity."""
    if isinstance(value, dict):
        return {key: _replace(each, entity) for key, each in value.items()}
    if isinstance(value, list):
        return [_replace(each, entity) for each in value]
    return value.replace(EXAMPLE_ENTITY, entity) if isinstance(value, str) else value


def _read_no_file(_: str) -> None:
    return None
