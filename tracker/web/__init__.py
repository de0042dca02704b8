"""HTTP plumbing shared by every slice: language, filters, base form, errors, navigation, headers."""
