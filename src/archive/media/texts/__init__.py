"""Texts: what is to be read in articles, pages and typed transcripts."""
