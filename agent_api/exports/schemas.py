"""The common parts of the forms and responses of every export."""

from collections.abc import Iterable
from typing import Any, Final

from pydantic import BaseModel

from agent_api.exports.files import MEDIA_TYPES

_BINARY: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
FILE_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "El archivo", "content": dict.fromkeys(MEDIA_TYPES.values(), _BINARY)}
}


def filter_names(form: BaseModel, *, besides: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the filters that a form sets; ``besides`` names the fields that are no filters."""
    fields, others = type(form).model_fields, set(besides)
    return tuple(name for name in fields if name not in others and getattr(form, name) != fields[name].default)


def file_headers(stem: str, file_format: str) -> dict[str, str]:
    """Return the headers of a file to download."""
    return {"Content-Disposition": f'attachment; filename="{stem}.{file_format}"', "Cache-Control": "no-store"}
