"""The one exception a caller meets."""

from __future__ import annotations


class SpecctlError(Exception):
    """The tool cannot run: what is wrong, where, and what to do about it.

    A bad spec is never an error but a :class:`specctl.model.Finding`.

    Args:
        message: one sentence that says what is wrong and where.
        hint: one sentence that says what to do about it, or empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message
