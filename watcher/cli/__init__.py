"""The command line: one file a command, `app` the table of them."""
