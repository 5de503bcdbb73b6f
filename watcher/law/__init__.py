"""The law that the watcher applies: standing, history, entry into force. Pure."""
