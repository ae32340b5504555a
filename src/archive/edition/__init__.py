"""The edition: what may be public, compiled afresh out of the catalogue; the only way out."""
