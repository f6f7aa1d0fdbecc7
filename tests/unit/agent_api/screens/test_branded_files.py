"""The page, the style sheet and the logo with the look of an entity."""

from agent_api.screens.branded_files import LOGO, STYLE, build_branded_files, render_style
from agent_api.screens.static_files import WebFile
from config.site.branding import STANDARD, Branding

INDEX = WebFile(
    media_type="text/html; charset=utf-8",
    hashed=False,
    etag='W/"1"',
    bodies={"identity": "<head><title>Atención</title></head>".encode(), "br": b"packed"},
)


def test_the_look_of_the_product_leaves_the_page_as_it_was_built() -> None:
    """Without a look the page keeps its packed bodies, and has no further file."""
    assert build_branded_files(STANDARD, INDEX) == {"index.html": INDEX}


def test_the_page_says_the_name_and_where_logo_and_colours_are() -> None:
    """The name is escaped, and the page has another ETag."""
    look = Branding(name="A & B", logo="<svg/>", band="#123456")
    files = build_branded_files(look, INDEX)
    page = files["index.html"].bodies["identity"].decode()
    assert "<title>A &amp; B · Atención</title>" in page
    assert '<meta name="application-name" content="A &amp; B" />' in page
    assert f'content="/{LOGO}"' in page
    assert f'href="/{STYLE}"' in page
    assert files["index.html"].etag != INDEX.etag
    assert set(files["index.html"].bodies) == {"identity"}
    assert files[LOGO].bodies["identity"] == b"<svg/>"


def test_a_name_alone_needs_no_style_sheet() -> None:
    """The page of a site with the colours of the product makes no further request."""
    assert set(build_branded_files(Branding(name="ICETEX"), INDEX)) == {"index.html"}


def test_the_style_sheet_has_both_schemes_and_the_page_without_scripts() -> None:
    """A dark screen gets the darker band, by its attribute or by the preference of the browser."""
    style = render_style(Branding(band="#123456"))
    light, dark, without_script = style.splitlines()
    assert "--rail:#123456;" in light
    assert "--rail:#123456;" not in dark
    assert without_script.startswith("@media (prefers-color-scheme:dark)")
    assert dark.partition("{")[2] in without_script
