"""Pure rules of places: address parsing and resolution. No Django, no clock, no I/O."""
