"""``python -m specctl``."""

from specctl.cli import run

run()
