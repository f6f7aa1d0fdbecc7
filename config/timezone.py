"""The entity's time: its days, its months and what its people read are Colombia's."""

from typing import Final
from zoneinfo import ZoneInfo

COLOMBIA: Final = ZoneInfo("America/Bogota")
"""The legal time, five hours behind UTC (Decreto 2707 de 1982)."""
