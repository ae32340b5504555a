"""What is private about the database: the archive's folder, its sources, records, originals, events and manifest."""
