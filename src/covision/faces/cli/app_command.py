"""`covision app`."""

import typer

from covision.faces.cli.talk import note


def add(cli: typer.Typer) -> None:
    """Register the command."""
    cli.command("app")(app)


def app(
    host: str = typer.Option(None, help="Address to listen on; default 127.0.0.1."),
    port: int = typer.Option(None, min=0, max=65535, help="Port to listen on; default 7860."),
    api: bool = typer.Option(None, "--api", help="Answer programs too, which need a token: `covision api token`."),
) -> None:
    """Open the web app and print its address."""
    from covision.settings import load_settings
    from covision.wiring import open_house

    explicit = {key: value for key, value in (("host", host), ("port", port), ("api", api)) if value is not None}
    settings = load_settings(**explicit)
    check_port(settings.host, settings.port)
    with open_house(settings, shared=True) as house:
        # The data folder is taken before anything is shown: a second app must not look as if it saved.
        _ = house.stores
        note("Opening covision …")
        from covision.faces.web.app import serve

        serve(house, settings.host, settings.port)


def port_is_free(host: str, port: int) -> bool:
    """True if a server could listen there now; port 0 means any free one."""
    import socket

    if port == 0:
        return True
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def check_port(host: str, port: int) -> None:
    """Raise `CovisionError` where something listens already; covision never picks another port by itself."""
    from covision.errors import CovisionError

    if not port_is_free(host, port):
        raise CovisionError(
            f"Port {port} of {host} is in use by another program, or this address is not of this computer.",
            safe="Nothing was started.",
            todo=f"Open the covision that is running, or name another port: covision app --port {port % 65535 + 1}",
        )
