"""Whether alerts reach somebody: the addresses of Alertmanager's own file are the entity's, and not the samples.

Owns which address is nobody's. It must not send anything, nor know any alert.
"""

from pathlib import Path
from typing import Any, Final

import structlog
import yaml

NOBODYS: Final = (".example", ".invalid", ".test", ".localhost", "example.com", "example.net", "example.org")
"""Names that are nobody's (RFC 2606, RFC 6761)."""
log = structlog.get_logger(__name__)


def unaddressed(text: str) -> list[str]:
    """Return the receivers of Alertmanager's configuration that reach nobody.

    Args:
        text: of the file.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    told = yaml.safe_load(text)
    receivers = told.get("receivers") or () if isinstance(told, dict) else ()
    return [each["name"] for each in receivers if not _reaches_somebody(each)]


def _reaches_somebody(receiver: dict[str, Any]) -> bool:
    """Say whether a receiver has an address of its own, or another way than mail."""
    ways = {kind: found for kind, found in receiver.items() if kind.endswith("_configs") and found}
    addresses = [str(mail.get("to") or "") for mail in ways.pop("email_configs", ())]
    return bool(ways) or any("@" in address and not address.rstrip().endswith(NOBODYS) for address in addresses)


def warn_of_alerts_for_nobody(file: Path | None) -> None:
    """Say in the log that alerts go to nobody.

    Args:
        file: Alertmanager's configuration; None where this system has no Alertmanager.
    """
    if file is None:
        return
    try:
        found = unaddressed(file.read_text())
    except (OSError, yaml.YAMLError) as error:
        says = f"No se puede leer {file}: no se sabe a quién se avisan las alertas."
        log.warning("alerts_unknown", says=says, error=repr(error))
        return
    if found:
        says = f"Hay alertas que no llegan a nadie: en {file} falta la dirección de {' y '.join(found)}."
        log.warning("alerts_for_nobody", says=says)
