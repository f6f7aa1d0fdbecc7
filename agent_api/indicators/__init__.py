"""The contract's indicators: what was counted, in which period, and which calls stand behind a figure."""
