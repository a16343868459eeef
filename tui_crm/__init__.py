"""Sales and marketing for a small business, run by keyboard from the terminal."""

__version__ = "0.1.0"
