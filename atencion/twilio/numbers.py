"""Which number of the account belongs to which line of the site, and the changes that it needs. Pure.

Owns the choice and its messages. It must not send requests; the fields of a number are in
`telephony.twilio.webhooks.number_wiring`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import msgspec

from atencion.errors import TwilioRefused
from config.site.calls.lines import Line
from config.site.model import Site
from telephony.phone_numbers import to_e164
from telephony.twilio.webhooks.number_wiring import (
    AccountNumber,
    Change,
    Wiring,
    WiringBackup,
    changes,
    foreign_fallback,
    is_ours,
    line_of_wiring,
    wiring_for,
)

_NUMBER = re.compile(r"(\+[1-9]\d{6,14})(?:=(\S+))?", re.ASCII)
_FIELDS = {
    "voice_url": "voz",
    "voice_method": "voz, método",
    "voice_fallback_url": "si falla",
    "voice_fallback_method": "si falla, método",
    "status_callback": "al terminar",
    "status_callback_method": "al terminar, método",
    "voice_application_sid": "aplicación",
    "trunk_sid": "troncal",
}


class NumberChange(msgspec.Struct, frozen=True, kw_only=True):
    """A number and its target configuration.

    Attributes:
        number: with its current configuration.
        line: id of its line; empty if a number is restored.
        target: its new configuration.
    """

    number: AccountNumber
    line: str
    target: Wiring

    @property
    def changes(self) -> tuple[Change, ...]:
        """Changes to request; empty if there are none."""
        return changes(self.number.wiring, self.target)


def parse_requests(options: Iterable[str], site: Site) -> dict[str, str]:
    """Return the requested numbers, each with the id of its line, or empty if the number determines it.

    An option is ``+576015550100``, or ``+576015550100=bogota``.

    Raises:
        TwilioRefused: not a number, or not a line of the site.
    """
    return dict(_parse_request(each, site) for each in options)


def _parse_request(option: str, site: Site) -> tuple[str, str]:
    match = _NUMBER.fullmatch(option)
    if match is None:
        raise TwilioRefused(f"«{option}» no se entiende en --number: escriba +576015550100, o +576015550100=línea.")
    number, line = match[1], match[2] or ""
    if line and line not in site.lines:
        raise TwilioRefused(f"No existe la línea «{line}»: escoja una de {', '.join(site.lines)}.")
    return number, line


def e164_of(line: Line) -> frozenset[str]:
    """Return the E.164 numbers of a line; a toll-free 01 8000 number has none."""
    return frozenset(filter(None, map(to_e164, line.numbers)))


def line_of(number: AccountNumber, site: Site, public: str) -> str:
    """Return the id of a number's line, by its configured address or by the number itself; empty if it has none."""
    wired_line = line_of_wiring(number.wiring) if is_ours(number.wiring, public) else ""
    if wired_line in site.lines:
        return wired_line
    return next((line.id for line in site.lines.values() if _has(line, number)), "")


def _has(line: Line, number: AccountNumber) -> bool:
    return number.number in e164_of(line)


def plan_changes(
    site: Site, numbers: Sequence[AccountNumber], requests: Mapping[str, str], public: str, fallback: str | None
) -> tuple[NumberChange, ...]:
    """Return the numbers to configure for us, each with its target.

    Args:
        site: its lines.
        numbers: of the account.
        requests: the requested numbers; if empty, all that belong to a line.
        public: our address.
        fallback: the folder that hosts the lines' documents; None keeps each number's own.

    Raises:
        TwilioRefused: a number is not of the account, receives no calls or has no line; or there is no number.
    """
    chosen = [each for each in numbers if each.voice and line_of(each, site, public)]
    if requests:
        chosen = [_find_number(number, numbers) for number in requests]
    if not chosen:
        raise TwilioRefused(
            f"Ninguno de los números de la cuenta ({len(numbers)}) es de una línea del sitio: "
            "diga cuál con --number +57…=línea."
        )
    return tuple(_plan_change(each, requests.get(each.number, ""), site, public, fallback) for each in chosen)


def _find_number(number: str, numbers: Sequence[AccountNumber]) -> AccountNumber:
    account_number = next((each for each in numbers if each.number == number), None)
    if account_number is None:
        raise TwilioRefused(f"El número {number} no es de esta cuenta: véalos con «atencion twilio status».")
    if not account_number.voice:
        raise TwilioRefused(f"El número {number} no recibe llamadas de voz.")
    return account_number


def _plan_change(number: AccountNumber, wired_line: str, site: Site, public: str, fallback: str | None) -> NumberChange:
    line = wired_line or line_of(number, site, public)
    if not line:
        raise TwilioRefused(
            f"El número {number.number} no es de ninguna línea: diga cuál, --number {number.number}=línea."
        )
    fallback_url = foreign_fallback(number.wiring, public) if fallback is None else f"{fallback.rstrip('/')}/{line}.xml"
    target_line = "" if _has(site.lines[line], number) else line
    return NumberChange(number=number, line=line, target=wiring_for(public, line=target_line, fallback=fallback_url))


def plan_restore(backups: Iterable[WiringBackup], numbers: Iterable[AccountNumber]) -> tuple[NumberChange, ...]:
    """Return the changes that restore the backups; numbers that the account no longer has are left out."""
    by_sid = {each.sid: each for each in numbers}
    return tuple(
        NumberChange(number=by_sid[backup.sid], line="", target=backup.wiring)
        for backup in backups
        if backup.sid in by_sid
    )


def lines_without_number(
    site: Site, numbers: Iterable[AccountNumber], public: str, steps: Iterable[NumberChange] = ()
) -> list[str]:
    """Return the ids of lines without a number of the account, after the given changes."""
    served = set(chain((line_of(each, site, public) for each in numbers), (step.line for step in steps)))
    return [line for line in site.lines if line not in served]


def describe_number(number: AccountNumber, line: str, public: str) -> str:
    """Return a number and its configuration, in one line."""
    return f"{number.number:<16} {number.name:<24.24} {_line(line):<22} {_describe_wiring(number, public)}".rstrip()


def _line(line: str) -> str:
    return f"línea {line}" if line else "de ninguna línea"


def _describe_wiring(number: AccountNumber, public: str) -> str:
    if not number.voice:
        return "no recibe voz"
    if is_ours(number.wiring, public):
        fallback_url = foreign_fallback(number.wiring, public)
        return f"llega aquí; si falla, {fallback_url}" if fallback_url else "llega aquí"
    wiring = number.wiring
    destinations = (
        wiring.trunk_sid and f"el troncal {wiring.trunk_sid}",
        wiring.voice_application_sid and f"la aplicación {wiring.voice_application_sid}",
        wiring.voice_url,
    )
    return f"llega a {next(filter(None, destinations), 'ninguna parte')}"


def describe_change(change: Change) -> str:
    """Return a change, in one line."""
    return f"      {_FIELDS[change.field]}: {change.old or '(nada)'} → {change.new or '(nada)'}"
