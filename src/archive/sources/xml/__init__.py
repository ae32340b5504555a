"""XML: the descriptions in it, and whatever may decide about access."""
