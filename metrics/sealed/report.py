"""What verifying a sealed period found. Pure.

Owns the shape and the Spanish titles; the sentences are made where something is found.
"""

from typing import Literal

import msgspec

CheckName = Literal["container", "signature", "parts", "chain", "closing", "limits", "figures", "anchors"]
Verdict = Literal["sound", "wrong", "unchecked"]
TITLES: dict[CheckName, str] = {
    "container": "archivo, con todas sus partes y nada más",
    "signature": "firma del manifiesto (Ed25519)",
    "parts": "partes, iguales a las que se firmaron",
    "chain": "hechos, encadenados sin faltantes",
    "closing": "definiciones, las que se fijaron al cerrar el mes",
    "limits": "límites del tráfico anómalo, los que fijaron los hechos",
    "figures": "cifras, recalculadas desde los hechos",
    "anchors": "anclas, cabezas que usted guardó",
}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that does not agree.

    Attributes:
        sentence: what, in Spanish.
        seq: the number of the fact, or None.
        call_id: the call, or empty.
        fact: the tag of the fact, or empty.
    """

    sentence: str
    seq: int | None = None
    call_id: str = ""
    fact: str = ""


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was to be checked.

    Attributes:
        name: which.
        verdict: what came of it; ``unchecked`` where something before it was wrong, or nothing was given.
        checked: how many.
        findings: what does not agree, the first of it.
        note: what an unchecked one would have proved, or why it was not checked.
    """

    name: CheckName
    verdict: Verdict
    checked: int = 0
    findings: tuple[Finding, ...] = ()
    note: str = ""

    @property
    def title(self) -> str:
        """For people."""
        return TITLES[self.name]


class VerificationReport(msgspec.Struct, frozen=True, kw_only=True):
    """What verifying found.

    Attributes:
        items: everything that was to be checked, in order.
        month: ``YYYY-MM``, or empty where the manifest cannot be read.
        campaign: whose, or empty.
        entity: its name, or empty.
        public_key: of the signature, hex, or empty.
        key_given: whether it is one that the reader brought.
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
        """Whether nothing is wrong; what was not checked for want of an anchor or a key is not wrong."""
        return not any(item.verdict == "wrong" for item in self.items)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that is wrong."""
        return tuple(finding for item in self.items for finding in item.findings)


def format_number(number: int) -> str:
    """A number as Spanish groups its digits."""
    return f"{number:,}".replace(",", ".")
