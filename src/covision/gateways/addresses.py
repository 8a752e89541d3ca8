"""Addresses of model servers that a person types: what may be asked, and what never is."""

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from covision.errors import InputError

Resolve = Callable[[str], Sequence[str]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Where clouds keep the secrets of a machine; the first two are link-local, the others are not.
_METADATA = frozenset(("169.254.169.254", "169.254.170.2", "fd00:ec2::254", "100.100.100.200", "168.63.129.16"))
_NAMES = re.compile(r"(^|\.)(metadata(\.google)?(\.internal)?|instance-data(\..*)?)$")
# A host of digits, or one whose last part is a number, is an address written in a way that hides it.
_NUMBER = re.compile(r"(?:.*\.)?(?:0x[0-9a-f]*|\d+)\.?", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?", re.IGNORECASE)
_TODO = "Write it like http://127.0.0.1:8000/v1 or https://models.example.org/v1."


def look_up(host: str) -> list[str]:
    """The addresses of a name; empty where it is not known now."""
    try:
        return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})
    except (OSError, UnicodeError):
        return []


def checked_address(url: str, resolve: Resolve = look_up) -> str:
    """The address of a model server as it is kept, without a slash at its end; raises `InputError`.

    Refused: what is not http or https, a user or a question in it, numbers that hide an address (decimal, octal,
    hex), link-local, metadata, multicast and unset addresses, IPv6 forms of them, and names that lead there.
    A private address of the own network is the owner's choice. A name that cannot be looked up now is taken.
    """
    text = url.strip()
    if unicodedata.normalize("NFKC", text) != text or any(c.isspace() or not c.isprintable() for c in text):
        raise _refused(url, "has characters that do not belong in an address")
    try:
        parts = urlsplit(text)
        host, _ = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise _refused(url, "is no address") from error
    if parts.scheme not in ("http", "https") or not host:
        raise _refused(url, "does not begin with http:// or https:// and a name")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise _refused(url, "holds a user or a password")
    if parts.query or parts.fragment or "\\" in text:
        raise _refused(url, "has more than a host and a path")
    for found in _addresses(url, host, resolve):
        _check(url, found)
    return text.rstrip("/")


def _addresses(url: str, host: str, resolve: Resolve) -> list[Address]:
    try:
        return [ipaddress.ip_address(host.partition("%")[0])]
    except ValueError:
        pass
    if _NUMBER.fullmatch(host):
        raise _refused(url, "hides a number as an address")
    if not _HOST.fullmatch(host) or _NAMES.search(host.lower()):
        raise _refused(url, "names a host that is not asked")
    return [ipaddress.ip_address(one.partition("%")[0]) for one in resolve(host)] if host != "localhost" else []


def _check(url: str, found: Address) -> None:
    plain = _plain(found)
    if plain.is_loopback and plain == found:
        return
    if plain.is_loopback or str(plain) in _METADATA:
        raise _refused(url, "leads to a place that is not asked")
    if plain.is_link_local or plain.is_multicast or plain.is_unspecified or (plain.is_reserved and plain == found):
        raise _refused(url, "leads to a place that is not asked")


def _plain(found: Address) -> Address:
    """The IPv4 address that an IPv6 form carries (mapped, compatible, 6to4, NAT64), or the address itself."""
    if isinstance(found, ipaddress.IPv4Address):
        return found
    inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
    packed = found.packed
    if inner is None and packed[:12] in (b"\0" * 12, bytes.fromhex("0064ff9b") + b"\0" * 8) and found.packed[12]:
        inner = ipaddress.IPv4Address(packed[12:])
    return inner or found


def _refused(url: str, why: str) -> InputError:
    shown = re.sub(r"//[^/]*@", "//…@", url.strip())[:200]
    return InputError(f"The address {shown} {why}.", todo=_TODO, safe="Nothing was changed.")
