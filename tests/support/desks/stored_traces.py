"""All texts stored in the database, encrypted values decrypted, and the traces of a person in them."""

import base64
import email.policy
import io
import json
from typing import Any, Final

import pypdf
from sqlalchemy import LargeBinary, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.encryption.encrypted_columns import ENCRYPTED_COLUMNS, EncryptedColumn
from storage.encryption.field_cipher import row_key
from storage.tables.columns import metadata
from tests.support.facts.call_logs import SEALER

PHONE, OLD_PHONE = "3001112201", "3159998877"
PERSONAL_TRACES: Final = (
    "Gutiérrez",
    "Guti",
    "52900101",
    "52.900.101",
    "1000900101",
    "45-12",
    "ana.gutierrez",
    PHONE,
    OLD_PHONE,
)
"""Texts that identify Ana."""
SECRETS: Final = frozenset({"account.otp_secret", "account.phone_secret"})
COLUMNS: Final = {each.qualified_name: each for each in ENCRYPTED_COLUMNS if each.qualified_name not in SECRETS}
"""The encrypted columns, with the field that each value is bound to."""
NOT_SEALED: Final = frozenset(
    {
        "access_review.snapshot",  # logins, no names
        *("account.enrolment_digest", "attachment.wrapped_key", "chain_head.hash", "day_head.hash"),
        *("indicator_caller.seen", "indicator_count.counts", "indicator_count.details"),
        *("indicator_fold.going_on", "indicator_fold.state"),
        *("journal.bytes", "journal.hash", "known_browser.digest", "outbox.fact", "period.definitions"),
        *("own_report.definition", "own_report.schedule"),  # ids of figures, lines and users
        "person_data.salt",
        "prompt_sound.wav",  # a text of the site, read aloud
        *("recording.wrapped_key", "report.content", "report.csv", "report.pdf", "report.xlsx", "sealed_period.head"),
        *("site_draft_file.content", "site_file.content"),  # sounds and the logo
        *("sealed_piece.bytes", "service_token.digest", "session.digest"),
        "wall_display.digest",
    }
)


async def stored_texts(connection: AsyncConnection) -> Any:
    """Yield the place and text of each stored value, with encrypted values decrypted and documents read."""
    for table in metadata.sorted_tables:
        for row in (await connection.execute(select(table))).mappings():
            for column in table.columns:
                location, value = f"{table.name}.{column.name}", row[column.name]
                if value is None:
                    continue
                if not isinstance(column.type, LargeBinary):
                    yield location, str(value)
                elif location in COLUMNS:
                    yield (
                        location,
                        _readable(location, SEALER.decrypt(bytes(value), **binding_of(COLUMNS[location], row))),
                    )
                else:
                    yield location, bytes(value).decode("latin-1")


def binding_of(column: EncryptedColumn, row: Any) -> dict[str, str]:
    """Return the field and row that a value is bound to."""
    side = [column.side] if column.side else []
    return {"field": column.field, "row": row_key(*(row[name] for name in column.key), *side)}


def _readable(location: str, opened: str) -> str:
    if location == "letter.pdf" and opened:
        pages = pypdf.PdfReader(io.BytesIO(base64.b64decode(opened))).pages
        return "\n".join(page.extract_text() for page in pages)
    if location == "mail.content" and "\n" in opened:
        message = email.message_from_string(opened, policy=email.policy.default)
        parts = [each for each in message.walk() if not each.is_multipart()]
        texts = [each.get_content() for each in parts if each.get_content_maintype() == "text"]
        return "\n".join([str(message["to"]), str(message["subject"]), *texts])
    return opened


def json_text(value: object) -> str:
    """Return a value of the API as JSON text."""
    return json.dumps(value, ensure_ascii=False)
