"""The screen-pop: what an advisor sees before saying hello."""
