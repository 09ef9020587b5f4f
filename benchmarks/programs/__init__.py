"""Programs that drive a peer in an environment of its own; see `harness.worker`."""
