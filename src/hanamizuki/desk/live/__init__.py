"""The live desk: one hub in each server process tells boards and phones what has happened."""
