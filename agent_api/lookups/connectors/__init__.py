"""Connections to other systems that are consulted."""
