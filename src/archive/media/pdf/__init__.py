"""PDF documents: their words by page, pictures of their pages, and a copy without what they say about themselves."""
