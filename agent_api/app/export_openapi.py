"""Prints the OpenAPI document: the types of web/src/api/schema.d.ts are made from it (`make types`).

It needs no server: it only reads what the routes say of themselves.
"""

import json
import sys
from hashlib import sha256

from agent_api.app.app import create_unbound_app


def render_document() -> str:
    """The OpenAPI document as JSON: the same text for the same routes."""
    return json.dumps(create_unbound_app().openapi(), ensure_ascii=False, indent=1, sort_keys=True)


def document_fingerprint() -> str:
    """SHA-256 of the document, in hexadecimal: the generated types say which document they are of."""
    return sha256(render_document().encode()).hexdigest()


if __name__ == "__main__":
    print(document_fingerprint() if "--fingerprint" in sys.argv[1:] else render_document())
