"""The way in: `archive`, and `python -m archive`."""


def main() -> None:
    """Run the command line."""
    # Here, as every worker process loads this module again and needs nothing of the command line.
    from archive.cli import main as run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
