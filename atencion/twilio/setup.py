"""`atencion twilio setup`, `status` and `undo`: configure numbers of the account for us, and restore them.

Owns the order of the steps: read, check that our address answers, show, confirm, back up, change, read again.
`atencion.twilio.numbers` decides the changes.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from atencion.errors import TwilioRefused
from atencion.twilio.account import AccountNumbers
from atencion.twilio.numbers import (
    NumberChange,
    describe_change,
    describe_number,
    line_of,
    lines_without_number,
    parse_requests,
    plan_changes,
    plan_restore,
)
from atencion.twilio.reachability import check_document, check_public_url
from config.errors import SettingsInvalid
from config.os_errors import describe_os_error
from config.settings import Settings
from config.site.loader import load_site
from config.site.model import Site
from telephony.twilio.webhooks.number_wiring import (
    AccountNumber,
    WiringBackup,
    changes,
    foreign_fallback,
    merge_backups,
)

Confirm = Callable[[str], bool]
"""Asks a person to confirm."""


class SetupRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The options of `atencion twilio setup`.

    Attributes:
        numbers: ``+57…`` or ``+57…=line``; empty means every number that belongs to a line.
        fallback: the folder that hosts the lines' documents; None keeps the current ones.
        unchecked: skips the check of our public address.
    """

    numbers: tuple[str, ...] = ()
    fallback: str | None = None
    unchecked: bool = False


def public_of(settings: Settings) -> str:
    """Return our public address.

    Raises:
        SettingsInvalid: it is missing.
    """
    if settings.twilio_url is None:
        raise SettingsInvalid("Falta ATENCION_TWILIO_URL: la dirección pública por la que Twilio llega aquí.")
    return settings.twilio_url


def run_setup(settings: Settings, request: SetupRequest, confirm: Confirm) -> None:
    """Configure numbers for us, after confirmation.

    Raises:
        TwilioRefused: it failed; changes already made were printed, and stay.
        ConfigError: a setting is missing, or the site has errors.
    """
    account, public, site = AccountNumbers(settings), public_of(settings), load_site(settings.site)
    requests = parse_requests(request.numbers, site)
    numbers = account.numbers()
    steps = plan_changes(site, numbers, requests, public, request.fallback)
    _show(site, numbers, steps, public)
    if not request.unchecked:
        _check(steps, public)
    if not _confirmed(steps, confirm, f"¿Apuntar a {public} los números por cambiar?"):
        return
    _save_previous(
        settings,
        account,
        merge_backups(_load_previous(settings, account), [step.number for step in _pending(steps)], public),
    )
    _apply(account, steps)
    print(f"Listo. Lo que había quedó en {_file(settings, account)}: «atencion twilio undo» lo devuelve.")


def run_status(settings: Settings) -> None:
    """Print the configuration of every number.

    Raises:
        TwilioRefused: Twilio refuses, or cannot be reached.
        ConfigError: a setting is missing, or the site has errors.
    """
    account, public, site = AccountNumbers(settings), public_of(settings), load_site(settings.site)
    _show(site, account.numbers(), (), public)
    check_public_url(public)
    print(f"{public} responde, y rechaza lo que Twilio no firmó.")


def run_undo(settings: Settings, confirm: Confirm) -> None:
    """Restore the earlier configuration of every number, after confirmation.

    Raises:
        TwilioRefused: it failed; changes already made were printed, and stay.
        ConfigError: a setting is missing.
    """
    account = AccountNumbers(settings)
    backups = _load_previous(settings, account)
    if not backups:
        raise TwilioRefused(f"No hay nada que devolver: no existe {_file(settings, account)}.")
    steps = plan_restore(backups, account.numbers())
    for step in steps:
        _show_step(step)
    restored = {step.number.sid for step in steps}
    for missing in (each.number for each in backups if each.sid not in restored):
        print(f"  {missing}: ya no es de esta cuenta; se olvida.")
    if _confirmed(steps, confirm, "¿Devolver lo que había?"):
        _apply(account, steps)
        print("Listo: todo está como antes.")
    elif _pending(steps):
        return
    _save_previous(settings, account, ())


def _show(site: Site, numbers: Sequence[AccountNumber], steps: Sequence[NumberChange], public: str) -> None:
    print(f"Números de la cuenta: {len(numbers)}.")
    by_sid = {step.number.sid: step for step in steps}
    for number in numbers:
        step = by_sid.get(number.sid)
        print("  " + describe_number(number, step.line if step else line_of(number, site, public), public))
        if step:
            _show_changes(step)
    if unconnected := lines_without_number(site, numbers, public, steps):
        print(f"Líneas sin número en Twilio: {', '.join(unconnected)}.")


def _show_step(step: NumberChange) -> None:
    print(f"  {step.number.number:<16} {step.number.name}")
    _show_changes(step)


def _show_changes(step: NumberChange) -> None:
    for change in step.changes:
        print(describe_change(change))


def _check(steps: Iterable[NumberChange], public: str) -> None:
    check_public_url(public)
    for address in sorted({foreign_fallback(step.target, public) for step in steps} - {""}):
        check_document(address)


def _pending(steps: Iterable[NumberChange]) -> list[NumberChange]:
    return [step for step in steps if step.changes]


def _confirmed(steps: Sequence[NumberChange], confirm: Confirm, question: str) -> bool:
    """Return whether there are changes and a person confirms them."""
    if not _pending(steps):
        print("Todo está así: no hay nada que cambiar.")
        return False
    if confirm(question):
        return True
    print("No se cambió nada.")
    return False


def _apply(account: AccountNumbers, steps: Sequence[NumberChange]) -> None:
    for step in _pending(steps):
        account.rewire(step.number, step.changes)
        print(f"  {step.number.number}: cambiado.")
    now = {each.sid: each.wiring for each in account.numbers()}
    wrong = [step.number.number for step in steps if changes(now.get(step.number.sid, step.target), step.target)]
    if wrong:
        raise TwilioRefused(f"Twilio aceptó el cambio y no lo muestra en {', '.join(wrong)}: mírelo en su consola.")


class _PreviousWiring(msgspec.Struct, frozen=True):
    numbers: tuple[WiringBackup, ...] = ()


def _file(settings: Settings, account: AccountNumbers) -> Path:
    return settings.data_dir / f"twilio-{account.sid}.json"


def _load_previous(settings: Settings, account: AccountNumbers) -> tuple[WiringBackup, ...]:
    file = _file(settings, account)
    try:
        return msgspec.json.decode(file.read_bytes(), type=_PreviousWiring).numbers
    except FileNotFoundError:
        return ()
    except (OSError, msgspec.DecodeError) as error:
        reason = describe_os_error(error) if isinstance(error, OSError) else "está dañado"
        raise TwilioRefused(f"No se puede leer {file} ({reason}): guarda lo que los números tenían antes.") from error


def _save_previous(settings: Settings, account: AccountNumbers, numbers: tuple[WiringBackup, ...]) -> None:
    """Write the backups atomically, readable only by our user; without backups, delete the file."""
    file = _file(settings, account)
    try:
        if not numbers:
            file.unlink(missing_ok=True)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
            target.write(msgspec.json.format(msgspec.json.encode(_PreviousWiring(numbers)), indent=2))
            target.flush()
            os.fsync(target.fileno())
        fresh.replace(file)
    except OSError as error:
        raise TwilioRefused(
            f"No se puede escribir en {file.parent} ({describe_os_error(error)}): revise ATENCION_DATA_DIR."
        ) from error
