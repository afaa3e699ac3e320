"""The world as the directory knows it: States, regions, groups, networks, treaties, languages, zones; data files, no tables."""
