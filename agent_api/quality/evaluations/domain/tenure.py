"""Whether an advisor was within the learning curve on the day of the evaluated work. Pure."""

from datetime import date

from eventlog.facts.quality.evaluation import Tenure
from metrics.quality.learning_curve import counts_in_indicators


def tenure_on(entry: date | None, worked_on: date, months: int) -> Tenure:
    """Return the mark of a day's work; ``entry`` is None where the site does not know when the advisor began."""
    if entry is None:
        return "unknown"
    return "experienced" if counts_in_indicators(entry, worked_on, months) else "new"
