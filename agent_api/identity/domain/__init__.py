"""Questions that verify an identity, and the comparison of their answers. Pure."""
