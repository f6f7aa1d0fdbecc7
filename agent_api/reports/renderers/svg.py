"""Charts as pictures: SVG by vl-convert, within this process.

Owns that nothing is fetched: a specification holds its data, the fonts are named and set later by the page, and no
address may be read. The library is loaded when the first chart is drawn: it brings an engine of its own.
"""

from agent_api.reports.domain.charts import LOCALE, spec_of
from metrics.reports.document import Chart

VEGA_LITE = "6.4"
"""Of those that vl-convert brings."""


def svg_of(chart: Chart) -> str:
    """A chart as SVG; the same chart gives the same text."""
    import vl_convert

    return str(
        vl_convert.vegalite_to_svg(spec_of(chart), vl_version=VEGA_LITE, format_locale=LOCALE, allowed_base_urls=[])
    )
