"""The site of the browser tests, with tones as prompts."""

from tests.support.repository import ROOT

SITE = ROOT / "tests" / "e2e" / "browser" / "site"
TONES = {"saludo": (440, 0.2), "aviso": (550, 0.2), "menu": (650, 6.0)}
