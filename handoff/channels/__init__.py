"""The channels by which people reach us: the web widget and SMS."""
