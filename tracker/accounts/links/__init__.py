"""Letters by which people choose a password: the first one, or one for the one that they forgot."""
