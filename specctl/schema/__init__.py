"""Shapes: the JSON schemas, and their errors in words a writer understands.

The only place that uses jsonschema, and it does so only where something may be off: importing it
takes as long as everything else that a hook does.
"""

from specctl.schema.checks import Problem, check, check_schema, check_value
from specctl.schema.shapes import NAMES, load

__all__ = ["NAMES", "Problem", "check", "check_schema", "check_value", "load"]
