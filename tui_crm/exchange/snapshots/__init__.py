"""Everything at once: a folder with a file a table, verified, and brought back equal."""
