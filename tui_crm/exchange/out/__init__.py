"""Records out of the book: CSV, cards and calendars, each file whole or not at all."""
