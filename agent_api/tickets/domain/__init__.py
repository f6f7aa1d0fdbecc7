"""The ticket, its steps and its legal term. Pure.

Imports `config.law`, the site, facts and the spoken numbers of `ivr`, and of other nouns the domain of `mail`. Read
`state_machine` first: it is the table of steps.
"""
