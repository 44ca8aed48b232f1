"""What lint says of both sides of a comparison, told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specctl.lint.baseline import Since
    from specctl.model import Manifest, Spec


def told_apart(base: Spec, head: Spec, settings: Manifest) -> Since:
    """The findings of the head alone, of both sides (in the head's places), and of the base alone.

    Args:
        base, head: the specs that are compared.
        settings: the manifest whose lint settings count.

    Raises:
        SpecctlError: if the date that is set for rules about dates is none.
    """
    from specctl.lint import lint
    from specctl.lint.baseline import since
    from specctl.lint.plugins import installed
    from specctl.pipeline.linting import today

    day, plugins = today(), installed()
    new, old = (lint(spec, settings, today=day, plugins=plugins) for spec in (head, base))
    return since(new, lambda _: head.lines, old, lambda _: base.lines, reviewing=True)
