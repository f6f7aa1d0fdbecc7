"""Rules of a calibration session: its states, its minutes, and the changes of a form that they ask for. Pure.

Imports `config`, `eventlog.facts` and `metrics.quality`. Read `state_machine` first.
"""
