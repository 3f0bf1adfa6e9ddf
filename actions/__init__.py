"""What the assistant can do: thin Rasa actions over libraries that work without rasa-sdk."""
