"""The web channel: sessions, messages, the event stream, leave and forget. The widget is served from here too."""
