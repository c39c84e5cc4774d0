"""`python -m yiwang` is the `yiwang` command."""

from yiwang.app.cli import main

if __name__ == "__main__":
    main()
