"""Who can reach an exchange: this machine only, or a whole network, and by which addresses."""

import ipaddress
import socket
import struct
import sys
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit

_ANY = ("", "0.0.0.0", "::")
_SIOCGIFADDR = 0x8915


def is_loopback(host: str) -> bool:
    """Whether an exchange that listens on `host` is reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def exposure(host: str, uri: str, *, practice_team: bool = False) -> str | None:
    """One line for the organiser of an exchange that listens on `host`; None where only this machine reaches it.

    `uri` is the exchange's own, whose port and path are those that the class uses too. With `practice_team`, a team is let in whose secret
    everybody knows.
    """
    if is_loopback(host):
        return None
    where = " or ".join(network_uris(host, uri)) or f"port {urlsplit(uri).port} of this machine's address"
    who = "Anyone on the network" + ("" if practice_team else " who has a team's secret")
    how = " (the practice team's secret is no secret; --teams FILE gives each team its own)" if practice_team else ""
    return f"{who} can connect: {where}{how}"


def network_uris(host: str, uri: str) -> list[str]:
    """Return `uri` as others on the network reach it, an exchange that listens on `host`; empty where no address is known."""
    hosts = machine_addresses() if host in _ANY else [host]
    parts = urlsplit(uri)
    return [urlunsplit(parts._replace(netloc=f"{f'[{one}]' if ':' in one else one}:{parts.port}")) for one in hosts]


def machine_addresses() -> list[str]:
    """The machine's IPv4 addresses on its networks, loopback left out. Asks the system only; empty where it does not tell."""
    found = _linux_addresses() if sys.platform == "linux" else _own_name_addresses()
    return sorted({one for one in found if not _is_useless(one)}, key=ipaddress.IPv4Address)


def _linux_addresses() -> list[str]:
    import fcntl  # not there on Windows

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _, name in socket.if_nameindex():
            request = struct.pack("256s", name.encode()[:15])
            with suppress(OSError):  # an interface without an IPv4 address
                found.append(socket.inet_ntoa(fcntl.ioctl(asked.fileno(), _SIOCGIFADDR, request)[20:24]))
    return found


def _own_name_addresses() -> list[str]:
    with suppress(OSError):
        return socket.gethostbyname_ex(socket.gethostname())[2]
    return []


def _is_useless(address: str) -> bool:
    ip = ipaddress.IPv4Address(address)
    return ip.is_loopback or ip.is_link_local or ip.is_unspecified
