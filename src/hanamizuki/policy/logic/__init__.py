"""Pure rules of the policy: reading documents, comparing trees. No Django, no clock, no I/O."""
