"""Pure decisions about a practice: its slot, its end, and what was done against what the scenario expects."""
