"""Fits the risk classifier on the sentences of `nlu_data/risk/`, and keeps its weights beside the Rasa model."""
