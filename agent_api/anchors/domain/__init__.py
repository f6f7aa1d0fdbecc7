"""When anchors of the journal's chain are due. Pure."""
