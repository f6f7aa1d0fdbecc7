"""The time zone of the entity: days, months and displayed times are those of Colombia."""

from typing import Final
from zoneinfo import ZoneInfo

COLOMBIA: Final = ZoneInfo("America/Bogota")
"""Colombia's legal time, five hours behind UTC (Decreto 2707 de 1982)."""
