"""Pure rules of evidence: periods, when a value is due, what is asked back. No clock, no I/O."""
