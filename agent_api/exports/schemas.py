"""The common parts of the forms and responses of every export."""

from collections.abc import Iterable
from typing import Any, Final

from pydantic import BaseModel

from agent_api.exports.files import MEDIA_TYPES

_BINARY: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
_SCHEMAS: Final[dict[str, dict[str, Any]]] = {"application/json": {"schema": {"type": "object"}}}


def file_response(description: str, *media_types: str) -> dict[int | str, dict[str, Any]]:
    """Describe the successful response of a file, of one of some media types."""
    return {200: {"description": description, "content": {each: _SCHEMAS.get(each, _BINARY) for each in media_types}}}


FILE_RESPONSES: Final = file_response("El archivo", *MEDIA_TYPES.values())


def filter_names(form: BaseModel, *, besides: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the filters that a form sets; ``besides`` names the fields that are no filters."""
    fields, others = type(form).model_fields, set(besides)
    return tuple(name for name in fields if name not in others and getattr(form, name) != fields[name].default)


def file_headers(stem: str, file_format: str) -> dict[str, str]:
    """Return the headers of a file to download."""
    return {"Content-Disposition": f'attachment; filename="{stem}.{file_format}"', "Cache-Control": "no-store"}
