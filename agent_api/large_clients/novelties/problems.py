"""Errors of requests about novelties of large clients. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent_api.kit.errors import ApiError, NotFound
from agent_api.large_clients.novelties.domain.state_machine import NoveltyRefusal


class NoveltyUnknown(NotFound):
    """No novelty has this number, or the person may not see it."""

    def __init__(self) -> None:
        super().__init__("No hay ninguna novedad con ese número que usted pueda ver.")


class NoveltyInvalid(ApiError):
    """A field does not fit the site, or names what does not exist."""

    status = 422
    code = "novelty_invalid"

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("Revise los campos que se señalan.")
        self.faults = faults


class NoveltyChanged(ApiError):
    """Another person acted on the novelty since it was read."""

    status = 409
    code = "novelty_changed"

    def __init__(self, newer: Mapping[str, Any]) -> None:
        super().__init__("Otra persona cambió esta novedad; aquí está como quedó. Lo que escribió sigue aquí.")
        self.extension = {"novelty": newer}


class NoveltyStepRefused(ApiError):
    """The state machine refuses the act."""

    status = 409

    def __init__(self, refusal: NoveltyRefusal) -> None:
        super().__init__(refusal.text)
        self.code = refusal.code  # type: ignore[misc]  # set per instance: one class serves all reasons


class NoveltyKeyReused(ApiError):
    """Another novelty already used the Idempotency-Key."""

    status = 409
    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("Con esa clave ya se registró otra novedad; use una clave nueva.")
