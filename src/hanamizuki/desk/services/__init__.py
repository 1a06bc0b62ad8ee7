"""The only writers of the desk, by subject: issuing, resident, counters, day."""
