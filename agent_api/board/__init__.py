"""The supervisor's board besides its live entities: curves by half hour, days of advisors, teams and thresholds.

Imports `indicators`, `staff`, `exports`, `access`, `timeline` and `kit`, and no other noun. Read `curves` first: it
computes the curves from the counts of the indicators. `agent_api.desk` sends the live entities.
"""
