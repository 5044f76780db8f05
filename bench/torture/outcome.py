"""The result of one part of the torture."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Outcome:
    """One row of the table.

    Attributes:
        name: What was done.
        tried: Number of checks.
        survived: Checks that held.
        lost: Checks that failed, a line for each.
        ran: Hostile code that ran, a line for each.
        note: Remark at the end of the row.
        seconds: Time that it took.
    """

    name: str
    tried: int = 0
    survived: int = 0
    lost: list[str] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    note: str = ""
    seconds: float = 0.0

    def check(self, what: str, held: bool) -> bool:
        """Counts a check; adds `what` to `lost` if it failed."""
        self.tried += 1
        if held:
            self.survived += 1
        else:
            self.lost.append(what)
        return held
