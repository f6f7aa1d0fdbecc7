"""The site's settings for the contract: indicators, watched systems, the interventoría's mailboxes, publication. Pure.

Imports `config.schema` and `config.site.customers`, and no other package of `config.site`. Read `indicators` first: it
holds the definitions of the contract's indicators.
"""
