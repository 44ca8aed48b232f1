"""The body of a section or an eval: passages, anchors, links, examples, each with its place.

markdown-it-py finds the blocks (so that a heading or an anchor inside a fence is text, and fences
nest); inside a paragraph its inline rules find links and code, and one rule of ours the anchors.
The only place that uses it.
"""

from specctl.markdown.reader import headings, parse_body, term_of
from specctl.markdown.values import Body, Heading, Titled

__all__ = ["Body", "Heading", "Titled", "headings", "parse_body", "term_of"]
