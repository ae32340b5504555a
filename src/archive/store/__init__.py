"""The tables that catalogue and edition share: schema, rows, reading, writing."""
