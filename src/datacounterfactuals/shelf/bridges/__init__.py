"""Bridges: identities between questions, what proves them, and a check on trained cells."""
