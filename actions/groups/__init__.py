"""The directory of support groups: schema, importers, words to slots, search. It holds no personal data."""
