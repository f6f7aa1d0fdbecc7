"""How a leg gets its next document, and how it is gone on with when there is none.

Owns the request for TwiML, its check against the grammar, and the errors by their numbers. It must not know what a
verb does.

Source: https://www.twilio.com/docs/voice/twiml (what is asked, which types of content are read) and
https://www.twilio.com/docs/api/errors (11200, 11205, 12100, 12200, 12300).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from tests.support.twilio.http.webhooks import WebhookFailed
from tests.support.twilio.legs import Leg
from tests.support.twilio.twiml.grammar import check, parsed

_TWIML = ("text/xml", "application/xml", "text/html")


@dataclass(frozen=True)
class DocumentRequest:
    """Where a leg goes on: a URL to ask, or a document that is there already (``text``, of a REST update)."""

    url: str
    method: str = "POST"
    params: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None


@dataclass(frozen=True)
class Document:
    """A document, and the URL that its relative addresses start from."""

    url: str
    root: Element

    def resolve(self, element: Element, name: str = "action") -> str:
        """An attribute's address, made absolute; the document's own where it is not there."""
        return urljoin(self.url, element.get(name, "")) if element.get(name) else self.url


async def fetch_document(leg: Leg, step: DocumentRequest, *, screening: bool) -> Document:
    """The document that a leg goes on with.

    Raises:
        WebhookFailed: it cannot be had (11200, 11205), is of another type (12300), no XML (12100), or says what the
            documented grammar does not have (12200).
    """
    text = step.text if step.text is not None else await _asked(leg, step)
    try:
        root = parsed(text)
    except ValueError as error:
        raise WebhookFailed(12100, f"{step.url}: {error}") from error
    if complaints := check(text, screening=screening):
        raise WebhookFailed(12200, f"{step.url}: {'; '.join(complaints)}")
    return Document(step.url, root)


async def _asked(leg: Leg, step: DocumentRequest) -> str:
    answer = await leg.exchange.webhooks.ask(step.url, step.method, leg.params(step.params))
    if answer.kind not in _TWIML:
        raise WebhookFailed(12300, f"{step.url}: {answer.kind}")
    return answer.body.decode()
