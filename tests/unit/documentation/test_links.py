"""The check of built pages: what is broken, what comes from another host, and what leads out."""

from scripts.documentation.links import check, read_page

HTML = """<html><head><link rel="stylesheet" href="_static/site.css"><link rel="search" href="search.html">
<script src="_static/a.js"></script></head><body id="top"><h1 id="título">x</h1>
<a href="sub/b.html#there">b</a> <a href="#t%C3%ADtulo">t</a> <a href="https://example.org/x">out</a>
<img src="_images/a.png"></body></html>"""
FILES = {"a.html", "sub/b.html", "search.html", "_static/site.css", "_static/a.js", "_images/a.png"}


def test_a_site_without_faults_is_accepted() -> None:
    """Pages, anchors with accents, pictures, styles and scripts are found; an external link is only listed."""
    pages = {"a.html": read_page(HTML), "sub/b.html": read_page('<p id="there"><a href="../a.html#top">a</a></p>')}
    report = check(pages, FILES, {"_static/site.css": "a { background: url(x.png) }"})
    assert (report.broken, report.remote) == ((), ())
    assert report.external == ("https://example.org/x",)
    assert report.checked == 7


def test_missing_targets_are_reported() -> None:
    """A page, an anchor and a picture that do not exist are named with their page."""
    pages = {"a.html": read_page(HTML.replace("_images/a.png", "no.png").replace("#t%C3%ADtulo", "#no"))}
    report = check(pages, FILES - {"sub/b.html"}, {})
    assert report.broken == (("a.html", "sub/b.html#there"), ("a.html", "#no"), ("a.html", "no.png"))


def test_resources_of_other_hosts_are_refused() -> None:
    """A style sheet, a script, a font or a picture of another host is named; a canonical address loads nothing."""
    html = """<link rel="stylesheet" href="https://fonts.example/a.css"><script src="//cdn.example/a.js"></script>
    <link rel="canonical" href="https://atencion.example/"><img src="http://pictures.example/a.png">"""
    styles = {"a.css": '@import "https://fonts.example/b.css"; b { src: url("//fonts.example/c.woff2") }'}
    report = check({"a.html": read_page(html)}, {"a.html"}, styles)
    assert [address for _, address in report.remote] == [
        "https://fonts.example/a.css",
        "//cdn.example/a.js",
        "http://pictures.example/a.png",
        "https://fonts.example/b.css",
        "//fonts.example/c.woff2",
    ]
