"""`atencion verify`: verify the chain of facts, recompute its projections, and report each item.

Owns the messages. The checks are in `eventlog.journal.verify`.
"""

import re
from pathlib import Path
from typing import Final

from atencion.errors import VerifyRefused
from atencion.runtime.schema import OWNER_WARNING, application_owns_journal, prepare_database
from atencion.runtime.servers import attach_servers
from atencion.runtime.terminal import format_number
from config.os_errors import describe_os_error
from config.settings import Settings
from config.site.loader import load_site
from eventlog.anchors.anchor import find_anchors
from eventlog.anchors.audit import AnchorAudit, audit_anchors
from eventlog.errors import BadAnchor
from eventlog.journal.verify import VerificationReport, VerifiedItem, verify
from storage.encryption.field_cipher import load_field_cipher
from storage.encryption.seal_key import load_seal_key
from storage.postgres.engine import make_engine

_UNPROVEN: Final = (
    "Sin anclas de afuera (--anchors) esta comprobación no puede probar que nadie, con la cuenta dueña de la base de "
    "datos, haya reescrito toda la historia de modo que concuerde."
)
_PUBLIC_KEY: Final = re.compile(r"^[0-9a-f]{64}$")


async def run_verify(settings: Settings, anchors: Path | None = None, key: str | None = None) -> bool:
    """Verify the campaign of the site, print the report, and return whether everything agrees.

    Args:
        settings: of the system.
        anchors: a file kept outside of the system: appended anchors, or saved mails.
        key: the public key that signed them, hex, or a file with it; None means this system's own.

    Raises:
        StorageError: PostgreSQL is away.
        SiteInvalid: the site folder cannot be read.
        VerifyRefused: the file has no anchor, or there is no key.
    """
    campaign = load_site(settings.site).campaign
    audit = None if anchors is None else read_anchors(anchors, campaign, _public_key(settings, key))
    async with attach_servers(settings) as served:
        engine = make_engine(served.database_url or "", name="atencion-verify")
        try:
            cipher = load_field_cipher(settings)
            await prepare_database(served, engine)
            report = await verify(engine, campaign, cipher, anchors=audit)
            warned = await application_owns_journal(served)
        finally:
            await engine.dispose()
    print(report_text(report))
    if warned:
        print(f"Aviso: base de datos: {OWNER_WARNING}")
    return report.is_sound


def read_anchors(file: Path, campaign: str, public_key: bytes) -> AnchorAudit:
    """Read the anchors of a file and check them on their own.

    Raises:
        VerifyRefused: the file cannot be read, or has none.
    """
    try:
        return audit_anchors(find_anchors(file.read_bytes().decode(errors="replace")), campaign, public_key)
    except OSError as error:
        raise VerifyRefused(f"No se puede leer {file} ({describe_os_error(error)}).") from error
    except BadAnchor as error:
        raise VerifyRefused(f"{file}: {error}") from error


def _public_key(settings: Settings, key: str | None) -> bytes:
    if key is None:
        return load_seal_key(settings).public_key().public_bytes_raw()
    text = key.strip().lower()
    if not _PUBLIC_KEY.match(text):
        try:
            text = Path(key).read_text().strip().lower()
        except (OSError, UnicodeError):
            text = ""
    if not _PUBLIC_KEY.match(text):
        raise VerifyRefused("La llave pública (--key) son 64 dígitos hexadecimales, o un archivo que los tenga.")
    return bytes.fromhex(text)


def proof_sentence(audit: AnchorAudit | None) -> str:
    """Return what the verification proves and what it cannot, in Spanish."""
    if audit is None:
        return _UNPROVEN
    if audit.last is None:
        return "Ninguna de las anclas está firmada con esta llave: esta comprobación no prueba nada contra ellas."
    missing = f" Entre ellas faltan {format_number(audit.missing)} que no se conservaron." if audit.missing else ""
    return (
        f"Comprobada contra {format_number(len(audit.expected_rows))} anclas de afuera, firmadas con la "
        f"llave {audit.last.key_id}: "
        f"la última es del {audit.last.taken_at:%Y-%m-%d %H:%M} UTC y llega al hecho {audit.last.seq}; lo posterior "
        f"todavía no lo ata ninguna.{missing}"
    )


def report_text(report: VerificationReport) -> str:
    """Return the checks and the discrepancies, in Spanish."""
    lines = [proof_sentence(report.anchors), f"Bitácora de la campaña «{report.campaign}»"]
    width = max(len(item.title) for item in report.items)
    for item in report.items:
        lines.append(f"  {_mark(item)} {item.title:<{width}}  {_count(item)}")
        lines += [f"      · {finding.sentence}" for finding in item.findings]
    lines.append(f"  Cabeza de la cadena: hecho {report.head.seq}, huella {report.head.hash.hex()}")
    lines.append("Todo concuerda." if report.is_sound else "La bitácora NO concuerda: vea los hallazgos de arriba.")
    return "\n".join(lines)


def _mark(item: VerifiedItem) -> str:
    return "✗" if item.wrong else "✓"


def _count(item: VerifiedItem) -> str:
    checked = format_number(item.checked)
    return f"{checked} revisados, {item.wrong} con diferencias" if item.wrong else f"{checked} revisados"
