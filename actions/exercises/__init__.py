"""Short exercises, each a YAML file, executed by one pure runner that needs neither Rasa nor a database."""
