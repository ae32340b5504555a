"""YAML: records out of it, and changing it in place."""
