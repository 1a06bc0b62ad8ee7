"""Pure rules of the line: states, places, who is next."""
