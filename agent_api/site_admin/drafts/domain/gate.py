"""The gate of a publication: complaints of the checker, prompts without a sound, and saved tries that fail. Pure."""

from typing import Literal

import msgspec

from config.errors import Complaint

GateRefusal = Literal["complaints", "prompts", "tries"]


class FailedTry(msgspec.Struct, frozen=True, kw_only=True):
    """A saved try that did not go as expected."""

    id: str
    name: str
    faults: tuple[str, ...]


class GateResult(msgspec.Struct, frozen=True, kw_only=True):
    """The objections to a publication; prompts and tries are judged only where there is no complaint.

    ``operator_steps`` is no objection: it says what has to be done by hand.
    """

    complaints: tuple[Complaint, ...] = ()
    silent_prompts: tuple[str, ...] = ()
    failed_tries: tuple[FailedTry, ...] = ()
    operator_steps: tuple[str, ...] = ()


def find_refusal(result: GateResult, *, tries_reason: str) -> GateRefusal | None:
    """Return why a publication is refused; a reason overrides failed tries, and nothing else."""
    if result.complaints:
        return "complaints"
    if result.silent_prompts:
        return "prompts"
    return "tries" if result.failed_tries and not tries_reason else None
