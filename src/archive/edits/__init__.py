"""Changes to what people wrote, made by a command."""
