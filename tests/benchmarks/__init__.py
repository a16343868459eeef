"""Measurements, printed as ratios of two programs that take turns; none of them is a test."""
