"""Words that every room may use: namespaces, prefixes, dates, errors, and where the files are."""
