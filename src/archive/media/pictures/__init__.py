"""Pictures: what is in them, and smaller ones made of them."""
