"""The service: FastAPI over the same functions that the library and the command line use."""
