"""The plan: a tree of nodes, facts about them in cells, changes as ops. Knows nothing of the rest of `shared`."""
