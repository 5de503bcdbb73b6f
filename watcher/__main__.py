"""`python -m watcher`, and the entry point of the `watcher` command."""


def main() -> None:
    """Run the command line."""
    # Imported here: each worker process of the sandbox imports this module again at its start.
    from watcher.cli.app import main as run

    run()


if __name__ == "__main__":
    main()
