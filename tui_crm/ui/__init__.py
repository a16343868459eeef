"""The terminal app: everything that the owner sees and presses."""
