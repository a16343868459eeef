"""Rows into the book: who each is about, what it makes or changes."""
