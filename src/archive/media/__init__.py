"""What is in a file: its digest, its words, and pictures of it for the screen. Knows nothing of databases."""

from archive.media.examine import examine
from archive.media.model import RECIPES, Derivative, Examined, Extract, Recipe

__all__ = ["RECIPES", "Derivative", "Examined", "Extract", "Recipe", "examine"]
