"""The screens' types and the API's own description."""

from agent_api.app.export_openapi import document_fingerprint, render_document
from tests.support.repository import ROOT

TYPES = ROOT / "web" / "src" / "api" / "schema.d.ts"


def test_the_document_is_made_without_servers() -> None:
    """What the API says of itself needs nothing behind it, and names its first nouns."""
    assert '"/api/v1/tickets"' in render_document()


def test_the_types_of_the_screens_are_those_of_the_api() -> None:
    """The generated types are of today's document; after a change of a route, `make types` writes them anew."""
    assert document_fingerprint() in TYPES.read_text().partition("\n")[0]
