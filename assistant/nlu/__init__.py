"""Components that run inside the Rasa box (Python 3.10). They import Rasa and nothing of ours outside this folder."""
