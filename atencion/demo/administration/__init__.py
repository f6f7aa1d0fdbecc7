"""The demo's past of administration: accounts, staff, roster, training, practices, large clients, reviews of accounts.

Owns who did what and when. The functions of the API do it, with a clock in the past, so that rows and facts agree. It
imports the nouns of `agent_api` and the agenda of `atencion.demo.quality`. Read `office` first.
"""
