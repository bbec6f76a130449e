"""Addresses and networks in a setting."""

from ipaddress import IPv4Network, IPv6Network, ip_network


def networks(text: str) -> list[IPv4Network | IPv6Network]:
    """Those of a list with commas, such as `10.0.0.5, 2001:db8::/32`; raises `ValueError` that names the wrong one."""
    found = []
    for word in filter(None, (part.strip() for part in text.split(","))):
        try:
            found.append(ip_network(word, strict=False))
        except ValueError:
            raise ValueError(f"{word!r} is neither an address nor a network") from None
    return found
