"""The pages of the change classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specctl.errors import SpecctlError
from specctl.pipeline.context import HERE, Context, manifest

if TYPE_CHECKING:
    from specctl.model.classes import ClassPage
    from specctl.model.spec import Manifest


def change_class(name: str, context: Context = HERE) -> ClassPage:
    """The page of a change class.

    Args:
        name: the class's.
        context: where to look for a spec that moves ranks and gates; there need be none.

    Raises:
        SpecctlError: if there is no such class.
    """
    from specctl.classify.catalogue import page
    from specctl.classify.classes import RANK

    if name not in RANK:
        from specctl.words import closest

        message = f"there is no change class {name}{closest(name, [*RANK])}"
        raise SpecctlError(message, "`specctl class` lists them all.")
    return page(name, _manifest(context))


def change_classes(context: Context = HERE) -> tuple[ClassPage, ...]:
    """The pages of all change classes, the gravest first.

    Args:
        context: as for :func:`change_class`.
    """
    from specctl.classify.catalogue import page
    from specctl.classify.classes import CLASSES

    law = _manifest(context)
    return tuple(page(one.name, law) for one in CLASSES)


def _manifest(context: Context) -> Manifest:
    """That of the spec at hand, or an empty one."""
    from specctl.model import Manifest, Place

    try:
        return manifest(context)
    except SpecctlError:  # no spec here
        return Manifest("", Place(""))
