"""The table of `make bench`."""

from benchmarks.run import Row, table


def test_values_are_aligned_under_their_headings_and_missed_limit_shows_no() -> None:
    """Values are aligned under their headings, and a missed limit shows NO."""
    rows: list[Row] = [
        {"name": "voz", "value": 41.25, "unit": "% de un núcleo", "bar": "≤ 50", "goal": "≤ 30", "holds": True},
        {"name": "dígito → mensaje", "value": 18_734.4, "unit": "ms", "bar": "< 200", "goal": "< 100", "holds": False},
    ]
    lines = table(rows).splitlines()
    assert (
        len({line.index(bar) for line, bar in zip([lines[0], *lines[2:]], ["exigido", "≤ 50", "< 200"], strict=True)})
        == 1
    )
    assert lines[2].endswith("sí")
    assert lines[3].endswith("NO")
    assert "18,734" in lines[3]
