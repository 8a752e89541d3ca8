"""What happens next, the engine that drives the steps, and the ledger."""
