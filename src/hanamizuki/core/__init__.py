"""What every room stands on. Core never imports a room."""
