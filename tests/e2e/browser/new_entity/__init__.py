"""The tests of a new entity, with a system of their own, which stops after the last of them."""
