"""Charts as SVG, rendered by vl-convert within this process.

Nothing is fetched: specifications contain their data, the page supplies the fonts, and no URL may be read. The library
contains a JavaScript engine, so it is loaded with the first chart.
"""

from agent_api.reports.domain.charts import LOCALE, spec_of
from metrics.reports.document import Chart

VEGA_LITE = "6.4"
"""One of the versions that vl-convert includes."""


def svg_of(chart: Chart) -> str:
    """Return a chart as SVG; the output is deterministic."""
    import vl_convert

    return str(
        vl_convert.vegalite_to_svg(spec_of(chart), vl_version=VEGA_LITE, format_locale=LOCALE, allowed_base_urls=[])
    )
