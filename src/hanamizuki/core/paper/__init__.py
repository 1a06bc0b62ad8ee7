"""Data to PDF: one template engine (typst), Japanese font embedded, tagged PDF/UA-1.

`render(template, data)` takes a `.typ` file and JSON-able data, and returns the PDF's bytes. The
template reads its data by `#let d = json(bytes(sys.inputs.data))`, so text a person typed is
always a value, never markup. A template that says `#import "ruby.typ": ruby` sets what `pieces`
makes of a text with readings above the kanji. Who may import: rooms and site.
"""

from hanamizuki.core.paper.ruby import pieces
from hanamizuki.core.paper.typesetting import PaperError, picture, render

__all__ = ["PaperError", "picture", "pieces", "render"]
