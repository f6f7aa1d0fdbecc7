"""Sections of reports, each a function of inputs. Pure."""
