"""Every clock in the mall: one table, one sweep, each effect exactly once."""
