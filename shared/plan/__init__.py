"""The plan: a tree of nodes, every fact about them a cell, every change an op. Knows nothing of the rest of `shared`."""
