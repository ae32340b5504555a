"""Recordings: how long sound is, and the transcripts that follow it."""
