"""The result of the verification of a sealed period. Pure.

Owns the structure and the Spanish titles; each check writes its own sentences.
"""

from typing import Literal

import msgspec

CheckName = Literal["container", "signature", "parts", "chain", "closing", "limits", "samples", "figures", "anchors"]
Verdict = Literal["sound", "wrong", "unchecked"]
TITLES: dict[CheckName, str] = {
    "container": "archivo, con todas sus partes y nada más",
    "signature": "firma del manifiesto (Ed25519)",
    "parts": "partes, iguales a las que se firmaron",
    "chain": "hechos, encadenados sin faltantes",
    "closing": "definiciones, las que se fijaron al cerrar el mes",
    "limits": "límites del tráfico anómalo, los que fijaron los hechos",
    "samples": "muestras de calidad, sorteadas otra vez",
    "figures": "cifras, recalculadas desde los hechos",
    "anchors": "anclas, cabezas que usted guardó",
}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A mismatch in a Spanish sentence, with number, call and tag of the fact if it concerns one."""

    sentence: str
    seq: int | None = None
    call_id: str = ""
    fact: str = ""


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of one check.

    Attributes:
        verdict: ``unchecked`` after the failure of an earlier check, or without the needed input.
        checked: number of items.
        findings: the first mismatches.
        note: for an unchecked one, what it would prove or why it was not checked.
    """

    name: CheckName
    verdict: Verdict
    checked: int = 0
    findings: tuple[Finding, ...] = ()
    note: str = ""

    @property
    def title(self) -> str:
        """Title for people."""
        return TITLES[self.name]


class VerificationReport(msgspec.Struct, frozen=True, kw_only=True):
    """The result of the verification.

    Attributes:
        items: every check, in order.
        month: ``YYYY-MM``; as the next three, empty if the manifest is unreadable.
        entity: its name.
        public_key: of the signature, hex.
        key_given: whether the user supplied the key.
        first: number of the first fact.
        last: number of the last fact.
        head: the chain's hash after the last fact, hex.
    """

    items: tuple[CheckResult, ...]
    month: str = ""
    campaign: str = ""
    entity: str = ""
    public_key: str = ""
    key_given: bool = False
    first: int = 0
    last: int = 0
    head: str = ""

    @property
    def sound(self) -> bool:
        """Whether no check failed; a check that was skipped for lack of an anchor or a key did not fail."""
        return not any(item.verdict == "wrong" for item in self.items)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All mismatches."""
        return tuple(finding for item in self.items for finding in item.findings)


def format_number(number: int) -> str:
    """Format an integer with Spanish digit groups."""
    return f"{number:,}".replace(",", ".")
