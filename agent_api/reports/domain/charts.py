"""Charts of a report as Vega-Lite specifications. Pure.

Owns their look. They must be readable in black and white: series differ by shape, shade and dash, each line is labelled
at its side or in a legend with the same marks, and the target is a labelled line. Values are those of the report's
cells; axes use the Colombian number format. `agent_api.reports.renderers.svg` renders the specification.
"""

from typing import Any, Final

from metrics.reports.document import Chart, ReportCell, Series

Spec = dict[str, Any]
SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
FONT: Final = "Libertinus Serif"
"""Included in Typst and the only font of the page, so that the output is the same on every machine."""
WIDTH: Final = 560
_INK: Final = "#1a2230"
_QUIET: Final = "#4b5568"
_RULE: Final = "#d5dae3"
_FILLS: Final = ("#ffffff", "#8b95a7", "#1a2230")
_SHAPES: Final = ("circle", "square", "triangle-up")
_DASHES: Final = ([1, 0], [6, 3], [2, 2])
_MAX_LABELS: Final = 16
_LABELS_WIDTH: Final = 185
"""Least room for the names of bars, so that the bars of charts on one page have one scale."""
LOCALE: Final = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["$ ", ""]}


def spec_of(chart: Chart) -> Spec:
    """Return the Vega-Lite specification of a chart."""
    parts = [_bar_chart(chart)] if chart.shape == "bars" else [_line_chart(chart), *_share_chart(chart)]
    return {
        "$schema": SCHEMA,
        "background": None,
        "padding": 4,
        "config": _config(),
        "vconcat": parts,
        "spacing": 14,
    }


def _config() -> Spec:
    text = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 11, "titleFontSize": 11.5}
    return {
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            **text,
            "labelColor": _INK,
            "titleColor": _QUIET,
            "titleFontWeight": "normal",
            "gridColor": _RULE,
            "domainColor": _QUIET,
            "tickColor": _QUIET,
        },
        "legend": {**text, "orient": "top", "title": None, "symbolSize": 90, "labelColor": _INK, "columnPadding": 18},
    }


def _line_chart(chart: Chart) -> Spec:
    """Draw counts over time as lines that differ by dash, mark and shade."""
    names = [each.name for each in chart.counts]
    by_name = {"field": "series", "type": "nominal", "sort": names}
    scale, key = {"domain": names}, {"orient": "top", "title": None, "symbolStrokeColor": _INK, "symbolSize": 70}
    encoding = {
        "x": _x_axis(chart, labels=chart.share is None),
        "y": {
            "field": "value",
            "type": "quantitative",
            "title": "Llamadas",
            "axis": {"format": ",d", "tickMinStep": 1},
        },
        "strokeDash": {**by_name, "scale": {**scale, "range": list(_DASHES)}, "legend": key},
        "shape": {**by_name, "scale": {**scale, "range": list(_SHAPES)}, "legend": key},
        "stroke": {**by_name, "scale": {**scale, "range": [_INK] * len(names)}, "legend": key},
        "fill": {**by_name, "scale": {**scale, "range": list(_FILLS)}, "legend": key},
    }
    return {
        "width": WIDTH,
        "height": 150,
        "data": {"values": [value for each in chart.counts for value in _series_values(chart, each)]},
        "encoding": {"x": encoding["x"], "y": encoding["y"]},
        "layer": [
            {
                "mark": {"type": "line", "stroke": _INK, "strokeWidth": 1.4},
                "encoding": {"strokeDash": encoding["strokeDash"]},
            },
            {
                "mark": {"type": "point", "strokeWidth": 1.1, "size": 34, "opacity": 1},
                "encoding": {sign: encoding[sign] for sign in ("shape", "fill", "stroke")},
            },
        ],
    }


def _share_chart(chart: Chart) -> list[Spec]:
    """Draw the percentage below the curves, with a labelled target line."""
    if chart.share is None:
        return []
    values = [value for value in _series_values(chart, chart.share) if value["value"] is not None]
    bars: Spec = {
        "mark": {"type": "bar", "fill": "#b9c1cf", "stroke": _INK, "strokeWidth": 0.7, "width": {"band": 0.62}},
        "data": {"values": values},
        "encoding": {"x": _x_axis(chart), "y": _percent_axis(chart.share.name)},
    }
    return [{"width": WIDTH, "height": 110, "layer": [bars, *_target_line(chart)]}]


def _percent_axis(title: str) -> Spec:
    return {
        "field": "value",
        "type": "quantitative",
        "title": f"{title} (%)",
        "scale": {"domain": [0, 100]},
        "axis": {"values": [0, 20, 40, 60, 80, 100], "format": ",d", "labelOverlap": False},
    }


def _target_line(chart: Chart) -> list[Spec]:
    if chart.target is None:
        return []
    data = {"values": [{"value": chart.target, "text": f"Meta {_trim_number(chart.target)} %"}]}
    at = {"y": _percent_axis(chart.share.name if chart.share else "")}
    rule = {"type": "rule", "stroke": "#000000", "strokeWidth": 1.3, "strokeDash": [7, 3]}
    text = {"type": "text", "align": "left", "dx": 4, "fontSize": 11, "fill": "#000000", "text": {"expr": "datum.text"}}
    return [
        {"data": data, "mark": rule, "encoding": at},
        {"data": data, "mark": text, "encoding": {**at, "x": {"value": WIDTH}}},
    ]


def _bar_chart(chart: Chart) -> Spec:
    """Draw a bar for each category, with its number at the end."""
    values = [value for value in _series_values(chart, chart.counts[0]) if value["value"] is not None]
    at = {
        "y": {
            "field": "place",
            "type": "nominal",
            "sort": list(chart.places),
            "title": None,
            "axis": {"labelLimit": 0, "minExtent": _LABELS_WIDTH},
        },
        "x": {"field": "value", "type": "quantitative", "title": None, "axis": None},
    }
    bar = {"type": "bar", "fill": "#b9c1cf", "stroke": _INK, "strokeWidth": 0.7, "height": {"band": 0.66}}
    text = {"type": "text", "align": "left", "dx": 5, "fontSize": 11, "fill": _INK}
    return {
        "width": WIDTH - 240,
        "height": {"step": 19},
        "data": {"values": values},
        "encoding": at,
        "layer": [{"mark": bar}, {"mark": text, "encoding": {"text": {"field": "text", "type": "nominal"}}}],
    }


def _x_axis(chart: Chart, *, labels: bool = True) -> Spec:
    """Build the category axis, with only as many labels as fit."""
    step = -(-len(chart.places) // _MAX_LABELS)
    ticks = list(chart.places[::step]) if step > 1 else list(chart.places)
    axis: Spec = {"labelAngle": 0, "values": ticks, "labels": labels, "ticks": labels, "title": None}
    scale = {"domain": list(chart.places)}
    return {"field": "place", "type": "ordinal", "sort": list(chart.places), "scale": scale, "axis": axis}


def _series_values(chart: Chart, series: Series) -> list[Spec]:
    return [
        {"place": category, "series": series.name, "value": _number(cell), "text": cell.text}
        for category, cell in zip(chart.places, series.cells, strict=True)
    ]


def _number(cell: ReportCell) -> float | None:
    """Return the position of a mark; its label is the cell's text, because a float may round differently."""
    if not cell.denominator or cell.numerator is None:
        return None
    factor = 100 if cell.kind == "percent" else 1
    return factor * cell.numerator / cell.denominator


def _trim_number(number: float) -> str:
    return f"{number:g}".replace(".", ",")
