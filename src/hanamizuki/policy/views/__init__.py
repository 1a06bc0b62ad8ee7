"""The policy's public pages, by subject: the document and its tables, a line, its progress."""
