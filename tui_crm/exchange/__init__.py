"""Records in and out of the book: CSV files, and snapshots of everything."""
