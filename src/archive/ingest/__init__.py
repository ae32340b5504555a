"""Taking in what is new or changed: find, read, examine, keep."""
