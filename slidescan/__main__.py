"""`python -m slidescan`."""

from slidescan.cli.app import main

if __name__ == "__main__":
    main()
