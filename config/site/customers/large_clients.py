"""The channel of large clients (M5-1-05, C5) as the site says: recipients of novelties, terms and priority. Pure."""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import HeadStart, Id, Mailbox, Name
from config.schema.reader import Reader
from config.site.reports import MonthlyReport

RecipientId = Literal["technology", "interventoria"]
Days = Annotated[int, Meta(ge=1, le=60)]


class NoveltyRecipient(msgspec.Struct, frozen=True, kw_only=True):
    """A recipient of novelties; its days are business days, without the day on which a novelty was sent."""

    name: Name
    mail: tuple[Mailbox, ...] = ()
    receipt_days: Days = 1
    answer_days: Days = 5


def _usual_channels() -> dict[str, str]:
    return {"telefono": "Teléfono", "correo": "Correo electrónico"}


class LargeClientRules(msgspec.Struct, frozen=True, kw_only=True):
    """The site's choices about large clients.

    Attributes:
        queue_head_start_s: a call from a number of a large client counts as having come this much earlier.
        channels: channels of a novelty, by id.
        report: the monthly report, sent to the addresses of both recipients; None if made only on request.
    """

    queue_head_start_s: HeadStart = 0
    channels: dict[Id, Name] = msgspec.field(default_factory=_usual_channels)
    technology: NoveltyRecipient = NoveltyRecipient(name="Tecnología")
    interventoria: NoveltyRecipient = NoveltyRecipient(name="Interventoría")
    report: MonthlyReport | None = None

    def recipient(self, id_: RecipientId) -> NoveltyRecipient:
        """Return a recipient."""
        return self.technology if id_ == "technology" else self.interventoria


RECIPIENTS: Final[tuple[RecipientId, ...]] = ("technology", "interventoria")


def check_large_clients(rules: LargeClientRules | None, reader: Reader) -> None:
    """Check that there is a channel, that no address is repeated, and that an answer is not due before its receipt."""
    if rules is None:
        return
    if not rules.channels:
        reader.complain(("large_clients", "channels"), "la lista está vacía; agregue al menos uno")
    for id_ in RECIPIENTS:
        recipient = rules.recipient(id_)
        if len({each.lower() for each in recipient.mail}) != len(recipient.mail):
            reader.complain(("large_clients", id_, "mail"), "nombre cada dirección una sola vez")
        if recipient.answer_days < recipient.receipt_days:
            text = "la respuesta no puede vencer antes que el acuse de recibo; use más días"
            reader.complain(("large_clients", id_, "answer_days"), text)
    if rules.report is not None and rules.report.recipients:
        text = "el informe va a las direcciones de technology e interventoria; quite esta lista"
        reader.complain(("large_clients", "report", "recipients"), text)
