"""Mail on its way: queued with the change that it tells of, sent afterwards."""
