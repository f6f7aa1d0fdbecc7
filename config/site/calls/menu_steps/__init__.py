"""Steps of the voice menu: nodes that ask for digits, branch, look up or say an answer. Pure.

Owns their shape (`steps`), the look-ups that a site may name (`lookup_shapes`) and the checks of the whole way through
menus and steps (`paths`). Imports `config.schema` and the other nouns of `config.site`. Read `steps` first.
"""
