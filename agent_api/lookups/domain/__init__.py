"""Records of other systems: where their fields are and how they are shown. Pure."""
