"""How a leg gets its next document, and the errors when there is none.

Owns the request for TwiML, its check against the grammar, and the errors by their numbers. It must not know a verb's
behaviour. Source: https://www.twilio.com/docs/voice/twiml (requests, accepted content types) and
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
    """A leg's next document: a URL to request, or the document itself (``text``, of a REST update)."""

    url: str
    method: str = "POST"
    params: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None


@dataclass(frozen=True)
class Document:
    """A document, and the base URL of its relative addresses."""

    url: str
    root: Element

    def resolve(self, element: Element, name: str = "action") -> str:
        """Return an attribute's absolute address; the document's own without the attribute."""
        return urljoin(self.url, element.get(name, "")) if element.get(name) else self.url


async def fetch_document(leg: Leg, step: DocumentRequest, *, screening: bool) -> Document:
    """Fetch and check a leg's next document.

    Raises:
        WebhookFailed: it cannot be fetched (11200, 11205), has another type (12300), is no XML (12100), or is not in
            the documented grammar (12200).
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
