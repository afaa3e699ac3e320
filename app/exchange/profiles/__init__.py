"""Profiles: which column of a sheet holds which part of an entry, as data files and the code that reads them."""
