"""`python -m slidescan`."""

from slidescan.cli import main

if __name__ == "__main__":
    main()
