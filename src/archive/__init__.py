"""A manager for the digital collection of a memorial or community archive."""
