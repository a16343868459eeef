"""Writes the report of the worked example anew, for a change that is meant."""

from __future__ import annotations

from tests.metrics.worked_example import worked_example
from tests.reports.test_report import GOLDEN, figures_told, report

if __name__ == "__main__":
    GOLDEN.write_text(figures_told(report(worked_example(), "md")), "utf-8")
