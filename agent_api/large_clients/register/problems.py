"""Errors of requests about large clients. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent_api.kit.errors import ApiError, NotFound


class LargeClientUnknown(NotFound):
    """No large client has this id."""

    def __init__(self) -> None:
        super().__init__("No hay ningún gran cliente con ese identificador.")


class LargeClientInvalid(ApiError):
    """A field does not fit the site, or names what does not exist."""

    status = 422
    code = "large_client_invalid"

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("Revise los campos que se señalan.")
        self.faults = faults


class LargeClientExists(ApiError):
    """Another large client has the same NIT."""

    status = 409
    code = "large_client_exists"

    def __init__(self, name: str, id_: str) -> None:
        super().__init__(f"Ese NIT ya está registrado: es de {name}.")
        self.extension = {"client": id_}


class LargeClientStale(ApiError):
    """Another person changed the client since it was read."""

    status = 409
    code = "large_client_changed"

    def __init__(self, newer: Mapping[str, Any]) -> None:
        super().__init__("Otra persona cambió este cliente; aquí está como quedó. Lo que escribió sigue aquí.")
        self.extension = {"large_client": newer}
