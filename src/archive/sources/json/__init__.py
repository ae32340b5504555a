"""JSON: records out of it, with the line of each."""
