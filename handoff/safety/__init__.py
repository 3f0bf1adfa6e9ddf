"""Noticing danger and answering it: detection, the ladder, the reviewed words and the crisis lines."""
