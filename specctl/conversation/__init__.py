"""Conversations: the XML inside an example's fence, read with a hardened parser."""

from specctl.conversation.messages import parse_conversation

__all__ = ["parse_conversation"]
