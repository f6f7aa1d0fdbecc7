"""The page of the API has each route once."""

import re
from collections import Counter

from agent_api.app.app import create_unbound_app
from agent_api.app.routing import ROUTES
from scripts.documentation.reference import api
from tests.support.markdown_pages import find_faults, first_cells


def test_each_route_has_a_row_with_its_permission() -> None:
    """Every operation of the document stands once, under its tag, with the permission that it requires."""
    document = create_unbound_app().openapi()
    page = api.render(document, ROUTES)
    documented = {f"{method.upper()} {path}" for method, path, _ in api.operations(document)}
    assert find_faults(page) == []
    assert Counter(first_cells(page)) == Counter(documented)
    rows = re.findall(r"^\| `(\w+ [^`]+)` \| (`?)([^`|]+?)\2 \|", page, re.MULTILINE)
    words = {
        "public": "ninguno",
        "monitors": "quien vigila",
        "signed_in": "con sesión",
        "displays": "pantalla de pared",
    }
    assert {route: needed for route, _, needed in rows} == {
        route: words.get(needed, needed) for route, needed in ROUTES.items() if route in documented
    }
