"""stegvis-server: an asyncio shell around the machines of `shared.sync`, and a store."""
