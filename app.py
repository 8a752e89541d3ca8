"""Opens the house and launches the web app: the same as `covision app`."""

from covision.faces.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main(["app"]))
