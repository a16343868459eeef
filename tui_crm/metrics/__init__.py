"""Every figure of the scorecards."""

from __future__ import annotations

# The order of these imports is the order of the scorecards: sales first, its companions after it.
from tui_crm.metrics import sales

# isort: split
from tui_crm.metrics import sales_companions

# isort: split
from tui_crm.metrics import sales_customers

# isort: split
from tui_crm.metrics import marketing

# isort: split
from tui_crm.metrics import marketing_companions
from tui_crm.metrics.kpi import KPIS, Comparison, Kpi, Reading, Unit

__all__ = [
    "KPIS", "Comparison", "Kpi", "Reading", "Unit",
    "marketing", "marketing_companions", "sales", "sales_companions", "sales_customers",
]  # fmt: skip
