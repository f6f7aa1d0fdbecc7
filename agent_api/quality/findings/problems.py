"""Errors of requests about findings. Pure.

Owns the codes and the sentences, which say what to do.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from agent_api.kit.errors import ApiError, NotFound
from agent_api.quality.findings.domain.state_machine import FindingRefusal


class FindingUnknown(NotFound):
    """No finding has this number, or the person may not see it."""

    def __init__(self) -> None:
        super().__init__("No hay ningún hallazgo con ese número que usted pueda ver.")


class FindingsNotConfigured(ApiError):
    """The site has no quality rules."""

    status = 409
    code = "quality_not_configured"

    def __init__(self) -> None:
        super().__init__("El sitio no dice cómo se clasifican los hallazgos: agréguelo en quality.yaml.")


class FindingInvalid(ApiError):
    """A field does not fit the site, or what it refers to does not exist."""

    status = 422
    code = "finding_invalid"

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("Revise los campos que se señalan.")
        self.faults = faults


class FindingChanged(ApiError):
    """Another person acted on the finding since it was read."""

    status = 409
    code = "finding_changed"

    def __init__(self, newer: Mapping[str, Any]) -> None:
        super().__init__("Otra persona cambió este hallazgo; aquí está como quedó. Lo que escribió sigue aquí.")
        self.extension = {"finding": newer}


class FindingActRefused(ApiError):
    """The state machine refuses the act."""

    status = 409

    def __init__(self, refusal: FindingRefusal) -> None:
        super().__init__(refusal.text)
        self.code = refusal.code  # type: ignore[misc]  # set per instance: one class serves all reasons


class FindingKeyReused(ApiError):
    """Another finding already used the Idempotency-Key."""

    status = 409
    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("Con esa clave ya se registró otro hallazgo; use una clave nueva.")


class FindingFileMissing(NotFound):
    """The finding has no such file."""

    def __init__(self) -> None:
        super().__init__("Ese hallazgo no tiene ese archivo.")


class FindingFilesFull(ApiError):
    """The finding has as many files as it may have."""

    status = 409
    code = "finding_files_full"

    def __init__(self, most: int) -> None:
        super().__init__(f"Este hallazgo ya tiene {most} archivos, que es lo más que admite.")
