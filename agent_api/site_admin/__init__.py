"""The administration of a site on screens: what its editors ask of the law.

Imports `kit` and no other noun. Read `holidays_routes` first.
"""
