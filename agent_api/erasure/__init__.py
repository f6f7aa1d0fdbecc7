"""Erasure of a person's data at their request (Ley 1581 de 2012, arts. 8 e and 15; Decreto 1074 de 2015).

Owns what is held of a person, what of it is erased, and what is kept with its reason. Read `plan` first: it decides.
`holdings` finds what is held, `removal` erases it, `service` does both in one transaction with their fact. It asks
other nouns' queries and services, of tickets still the store; none of them imports it. What stands where data stood is
`agent_api.customers.domain.erasure_notice`'s, which they do import.
"""
