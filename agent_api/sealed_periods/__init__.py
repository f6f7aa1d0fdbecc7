"""Sealed periods: a closed month as one file that anybody can check on another machine."""
