"""Attacks of the security review, one module an area: each shows what an attacker tries and that it fails."""
