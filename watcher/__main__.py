"""`python -m watcher`, and the entry point of the `watcher` command."""

import gc


def main() -> None:
    """Run the command line."""
    # Imports make many objects that stay and little garbage: collecting between them costs an
    # eighth of the start. `cli.app` turns it on again once the command is loaded.
    gc.disable()
    # Imported here: each worker process of the sandbox imports this module again at its start.
    from watcher.cli.app import main as run

    run()


if __name__ == "__main__":
    main()
