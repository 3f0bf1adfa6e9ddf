"""Scripts that run inside the Rasa box (Python 3.10), started by this package as child processes."""
