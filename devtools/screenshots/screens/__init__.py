"""Every screen of the addon, by what it is for."""
