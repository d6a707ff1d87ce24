"""What this tool is for, and what it may never be used for. Other uses are closed."""

from __future__ import annotations

PURPOSE = "Support conversations of communities about their development; evaluate the mentoring programme in aggregate."
PROHIBITED = (
    "appraisal",
    "pay",
    "promotion",
    "redundancy",
    "discipline",
    "ranking of individuals",
    "scoring of talent",
    "monitoring of working time",
)
