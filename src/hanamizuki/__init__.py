"""Hanamizuki: a ward office's yearly operating policy, running."""

__version__ = "0.1.0"
