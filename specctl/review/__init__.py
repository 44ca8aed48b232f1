"""Rows, impacts and findings become one review: ranked and complete."""

from specctl.review.accounting import account
from specctl.review.assemble import assemble

__all__ = ["account", "assemble"]
