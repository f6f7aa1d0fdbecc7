"""A check that Alertmanager's file has the entity's addresses, and not the sample's.

Owns which addresses exist only in examples. It must not send anything, nor know any alert.
"""

from pathlib import Path
from typing import Any, Final

import structlog
import yaml

EXAMPLE_DOMAINS: Final = (".example", ".invalid", ".test", ".localhost", "example.com", "example.net", "example.org")
"""Domains that are reserved for examples (RFC 2606, RFC 6761)."""
log = structlog.get_logger(__name__)


def receivers_without_address(text: str) -> list[str]:
    """Return the receivers of Alertmanager's configuration that have no real address.

    Raises:
        yaml.YAMLError: the text is not YAML.
    """
    content = yaml.safe_load(text)
    receivers = content.get("receivers") or () if isinstance(content, dict) else ()
    return [each["name"] for each in receivers if not _has_address(each)]


def _has_address(receiver: dict[str, Any]) -> bool:
    """Return whether a receiver has a real address, or an integration other than mail."""
    integrations = {kind: entries for kind, entries in receiver.items() if kind.endswith("_configs") and entries}
    addresses = [str(mail.get("to") or "") for mail in integrations.pop("email_configs", ())]
    return bool(integrations) or any(
        "@" in address and not address.rstrip().endswith(EXAMPLE_DOMAINS) for address in addresses
    )


def warn_of_unaddressed_alerts(file: Path | None) -> None:
    """Log a warning if a receiver of alerts has no real address; without a file, there is no Alertmanager."""
    if file is None:
        return
    try:
        receivers = receivers_without_address(file.read_text())
    except (OSError, yaml.YAMLError) as error:
        warning = f"No se puede leer {file}: no se sabe a quién se avisan las alertas."
        log.warning("alerts_unknown", says=warning, error=repr(error))
        return
    if receivers:
        warning = f"Hay alertas que no llegan a nadie: en {file} falta la dirección de {' y '.join(receivers)}."
        log.warning("alerts_for_nobody", says=warning)
