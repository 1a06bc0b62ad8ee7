"""Pure rules of the demo day."""
