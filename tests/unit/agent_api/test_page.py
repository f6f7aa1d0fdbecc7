"""The status page as text."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import msgspec

from agent_api.home.page import STYLE, CallView, LineView, PageView, QueueView, render

NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)
VIEW = PageView(
    entity="Entidad <de> ejemplo",
    now=NOW,
    version="0123456789abcdef",
    sample_call="atencion call --line bogota",
    dependencies=(("PostgreSQL", True), ("Valkey", False)),
    lines=(
        LineView(
            name="Línea Bogotá", is_open=False, opens=NOW, numbers=("6015550100", "bogota"), address="sip:bogota@x"
        ),
    ),
    queues=(QueueView(name="Crédito", waiting=2, longest_s=31.4, advisors=(("disponible", 1),)),),
    calls=(CallView(id="0123456789abcdef0123", line="Línea Bogotá", at=NOW, outcome="contestada"),),
    figures=(("Nivel de servicio", "82,35 %"),),
)
VOID = {"meta", "link"}


class Balanced(HTMLParser):
    """Reads a page and remembers what was opened and not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open, unless the tag holds nothing."""
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last."""
        assert self.open.pop() == tag


def test_every_mark_is_closed() -> None:
    """Each element of the page is closed in its order."""
    page = Balanced()
    page.feed(render(VIEW))
    page.close()
    assert page.open == []


def test_values_are_escaped() -> None:
    """What comes from a site's files cannot become part of the page."""
    assert "Entidad &lt;de&gt; ejemplo" in render(VIEW)
    assert "<de>" not in render(VIEW)


def test_a_closed_line_says_when_it_opens() -> None:
    """Local time, on the day that it opens."""
    assert "cerrada; abre el 24/11 a las 08:00" in render(VIEW)


def test_an_empty_house_says_so() -> None:
    """Before the first call the tables hold a sentence, not nothing."""
    page = render(msgspec.structs.replace(VIEW, queues=(), calls=()))
    assert "Todavía no ha entrado ninguna llamada en cola." in page
    assert "Todavía no ha entrado ninguna llamada." in page


def test_the_page_fetches_nothing_from_elsewhere() -> None:
    """Neither page nor style names another host: it works with no way out."""
    assert "http" not in STYLE
    assert "http://" not in render(VIEW)
    assert "https://" not in render(VIEW)
