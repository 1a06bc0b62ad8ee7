"""People: staff accounts, their roles and sections, invitations, hand-over, what waits for them."""
