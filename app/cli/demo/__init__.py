"""The demonstration registry: an invented world, the cast of accounts, and two sets of real public bodies."""
