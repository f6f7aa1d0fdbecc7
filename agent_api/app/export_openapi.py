"""Command that prints the OpenAPI document, from which `make types` generates web/src/api/schema.d.ts.

It needs no server: it reads only the routes.
"""

import json
import sys
from hashlib import sha256

from agent_api.app.app import create_unbound_app


def render_document() -> str:
    """Return the OpenAPI document as JSON; the same routes give the same text."""
    return json.dumps(create_unbound_app().openapi(), ensure_ascii=False, indent=1, sort_keys=True)


def document_fingerprint() -> str:
    """Return the document's SHA-256 in hexadecimal, which the generated types record."""
    return sha256(render_document().encode()).hexdigest()


if __name__ == "__main__":
    print(document_fingerprint() if "--fingerprint" in sys.argv[1:] else render_document())
