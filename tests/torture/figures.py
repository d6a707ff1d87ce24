"""One line of the table of goals: what was claimed, what was measured, whether it holds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`goal` such as G5; `claim` in words with its bound; `figure` what was measured, seeds included."""

    goal: str
    claim: str
    figure: str
    holds: bool
