"""Own reports: figures and groupings of a catalogue that a user saves, sends and schedules.

Imports `indicators`, `notifications`, `access`, `mail`, `timeline` and `kit`, and the sources and renderers of
`agent_api.reports`. Read `produce` first: it makes a run, once for each time of the schedule.
`domain.catalogue` says which figures go with which groupings.
"""
