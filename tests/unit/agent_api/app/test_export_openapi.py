"""The OpenAPI document and the TypeScript types generated from it."""

from agent_api.app.export_openapi import document_fingerprint, render_document
from tests.support.repository import ROOT

TYPES = ROOT / "web" / "src" / "api" / "schema.d.ts"


def test_the_document_is_made_without_servers() -> None:
    """The OpenAPI document is built without any server and lists the first nouns."""
    assert '"/api/v1/tickets"' in render_document()


def test_the_types_of_the_screens_are_those_of_the_api() -> None:
    """The generated types match today's document; after a route changes, `make types` regenerates them."""
    assert document_fingerprint() in TYPES.read_text().partition("\n")[0]
