"""The business's database: the only code that knows engine, session and SQL."""
