"""The documentation site: what it shows beside the pages of docs is written here, from the code and the graph."""
