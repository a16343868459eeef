"""Bytes to rows: which encoding, which dialect, and which of the rows are the table."""
