"""The tests of complete calls, with a system of their own, which stops after the last of them."""
