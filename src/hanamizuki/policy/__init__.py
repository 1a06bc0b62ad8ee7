"""The policy room: the tree, its evidence, and what came of each line."""
