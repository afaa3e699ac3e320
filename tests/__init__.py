"""Tests of the directory: folders mirror `app`, `house` checks the code itself, `journeys` walks through several parts."""
