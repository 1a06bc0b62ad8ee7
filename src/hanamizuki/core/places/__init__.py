"""Where things are: towns, districts, facilities, and from an address to all of them."""
