"""The command line: one file a command, put together in application.py; heavy libraries are imported inside."""


def main() -> None:
    """Entry point of `msoko`."""
    from msoko.cli.application import run

    run()
