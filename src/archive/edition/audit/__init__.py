"""The leak audit: a finished edition read as a stranger would, for anything that no public source holds."""
