"""What a part of the torture counts."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Outcome:
    """One row of the table.

    Attributes:
        name: What was done.
        tried: How often.
        survived: How often nothing was lost.
        lost: What was lost, a line each.
        ran: Code of others that ran, a line each.
        note: What else the row should say.
        seconds: How long it took.
    """

    name: str
    tried: int = 0
    survived: int = 0
    lost: list[str] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    note: str = ""
    seconds: float = 0.0

    def check(self, what: str, held: bool) -> bool:
        """Count one more trial; `what` is lost where it didn't hold."""
        self.tried += 1
        if held:
            self.survived += 1
        else:
            self.lost.append(what)
        return held
