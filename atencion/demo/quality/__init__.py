"""The past of quality in the demo: weekly samples, evaluations, and recorded conversations.

Imports the rooms below `atencion` and `atencion.demo.users`, and nothing else of `atencion`. Read `history_part` first:
each noun of quality is one part of the history.
"""
