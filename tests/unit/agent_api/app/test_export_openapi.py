"""The OpenAPI document and the TypeScript types generated from it."""

from fastapi._compat import get_cached_model_fields

from agent_api.app.app import create_unbound_app
from agent_api.app.export_openapi import document_fingerprint
from tests.support.repository import ROOT

TYPES = ROOT / "web" / "src" / "api" / "schema.d.ts"


def test_the_types_of_the_screens_are_those_of_the_api() -> None:
    """The generated types match today's document; after a route changes, `make types` regenerates them."""
    assert document_fingerprint() in TYPES.read_text().partition("\n")[0]


def test_the_document_reads_no_field_that_the_application_has_not_read() -> None:
    """The application reads the fields of all parameters, so a request beside the document changes none of them.

    The document is made without any server.
    """
    get_cached_model_fields.cache_clear()
    app = create_unbound_app()
    read = get_cached_model_fields.cache_info().misses
    assert "/api/v1/tickets" in app.openapi()["paths"]
    assert get_cached_model_fields.cache_info().misses == read > 0
