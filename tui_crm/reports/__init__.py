"""A period's figures as a document to send to a partner or a bank."""

from tui_crm.reports.report import FORMATS, Format, make_report, write_report

__all__ = ["FORMATS", "Format", "make_report", "write_report"]
