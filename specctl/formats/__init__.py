"""Other forms of a spec: what is imported from them and exported to them."""

from specctl.formats.disk import read_folder, write_tree
from specctl.formats.model_spec import (
    ImportReport,
    Planned,
    export_model_spec,
    import_model_spec,
)

__all__ = [
    "ImportReport",
    "Planned",
    "export_model_spec",
    "import_model_spec",
    "read_folder",
    "write_tree",
]
