"""The command line, for operators and cron (CONTRACT 2)."""
