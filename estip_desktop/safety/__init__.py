"""The safety case that ships: what this is for, what could go wrong, and reports that it did.

The hazard log is content with links to the tests that show its controls; a test of its own fails
when one of them is gone. A safety report is written on this laptop, holds no personal data and goes
nowhere by itself: its author saves it and gives it to whoever looks after the product.
"""

from estip_desktop.safety.hazards import Control, Hazard, HazardLog, log_sheet
from estip_desktop.safety.purpose import intended_purpose
from estip_desktop.safety.reports import (
    HARMS,
    KINDS,
    PARTS,
    SafetyReport,
    SafetyReports,
    report_lines,
)

__all__ = [
    "HARMS",
    "KINDS",
    "PARTS",
    "Control",
    "Hazard",
    "HazardLog",
    "SafetyReport",
    "SafetyReports",
    "intended_purpose",
    "log_sheet",
    "report_lines",
]
