"""What the desk knows, by subject; nothing here writes."""
