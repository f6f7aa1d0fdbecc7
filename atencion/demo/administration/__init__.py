"""The demo's past of administration: people and their accounts, training, practices, large clients, articles, reviews.

Owns who did what and when. The functions of the API do it, with a clock in the past, so that rows and facts agree. It
imports the nouns of `agent_api` and the agenda of `atencion.demo.quality`. Read `office` first.
"""
