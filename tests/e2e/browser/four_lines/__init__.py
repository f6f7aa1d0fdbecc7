"""The tests of four renamed lines, with a system of their own, which stops after the last of them."""
