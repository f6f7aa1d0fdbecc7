"""Erasure of a person's data at their request (Ley 1581 de 2012, arts. 8 e and 15; Decreto 1074 de 2015).

Owns what is held of a person, what of it is erased, and what is kept with its reason. Imports queries and services of
the nouns that hold personal data, and of tickets also the store; none of them imports it. Read `domain` first: its
plan decides. `holdings` finds what is held, `removal` erases it, `service` does both in one transaction with their
fact. The text that stands in place of erased data is `agent_api.customers.domain.erasure_notice`'s.
"""
