"""Which addresses the house may call, decided on the address that is really connected to.

A configured host may be moved by whoever holds its name (DNS rebinding), and a redirect may lead
anywhere. So the transport resolves the name itself, refuses what points inside the house, and then
connects to the very address it checked; certificate and Host header stay those of the name.
Redirects are not followed (decision 0321).
"""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import httpx

from casework.channels import ChannelBusy, ChannelRefusedUs

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

MOST_ADDRESSES: Final = 3
"""Addresses of a name that are tried in turn; each may cost a connect time-out."""

#: Where clouds hand out credentials; two of them lie in ranges that are public by the book.
_METADATA: Final = frozenset(
    ipaddress.ip_address(text)
    for text in (
        "169.254.169.254",  # AWS, Azure, GCP, Huawei, Tencent
        "100.100.100.200",  # Alibaba
        "168.63.129.16",  # Azure
        "192.0.0.192",  # Oracle
        "fd00:ec2::254",  # AWS
    )
)
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_MAPPED: Final = ipaddress.ip_network("::ffff:0:0/96")
_UNICAST: Final = ipaddress.ip_network("2000::/3")
_THIS_NETWORK: Final = ipaddress.ip_network("0.0.0.0/8")
_PORTS: Final = range(1, 65536)


class Barred(ChannelRefusedUs):
    """An address the house does not call; the message is the reason in one word."""


@dataclass(frozen=True, slots=True)
class Egress:
    """The rules for calls that leave the house.

    `inner_hosts` may stand at private or loopback addresses; link-local, metadata, multicast and
    reserved addresses are open to nobody. `authorities` is a file of further certificates.
    """

    inner_hosts: frozenset[str] = frozenset()
    https_only: bool = False
    authorities: str = ""

    def check_url(self, url: str) -> httpx.URL:
        """Return the address of a body as the transport will read it.

        Raises:
            Barred: no HTTP(S) address of a host, or one with log-in, query or fragment.
        """
        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, TypeError, ValueError):
            raise Barred("URL") from None
        if parsed.scheme not in ("http", "https"):
            raise Barred("SCHEME")
        if parsed.scheme == "http" and self.https_only:
            raise Barred("HTTPS")
        if parsed.userinfo:
            raise Barred("LOGIN_IN_URL")
        if not parsed.host or parsed.query or parsed.fragment:
            raise Barred("URL")
        if parsed.port is not None and parsed.port not in _PORTS:
            raise Barred("PORT")
        return parsed

    def check_address(self, host: str, address: Address) -> None:
        """Refuse an address `host` must not stand at.

        Raises:
            Barred: it points inside the house, or nowhere a body can be.
        """
        for one in _meant(address):
            if _never(one):
                raise Barred("FORBIDDEN_ADDRESS")
            if not _public(one) and host not in self.inner_hosts:
                raise Barred("INNER_ADDRESS")

    def context(self) -> ssl.SSLContext:
        """Return what certificates are checked against.

        Raises:
            Barred: the file of further authorities cannot be read.
        """
        context = httpx.create_ssl_context(trust_env=False)
        if self.authorities:
            try:
                context.load_verify_locations(cafile=self.authorities)
            except (OSError, ssl.SSLError):
                raise Barred("AUTHORITIES") from None
        return context


def _meant(address: Address) -> Iterator[Address]:
    """Yield the address and the IPv4 address it carries along, if it does (mapped, 6to4, NAT64)."""
    yield address
    if isinstance(address, ipaddress.IPv4Address):
        return
    carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        carried.append(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    yield from (one for one in carried if one is not None)


def _public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global
    if address in _MAPPED or address in _NAT64:
        return True  # what counts is the address carried along
    return address in _UNICAST and address.is_global


def _never(address: Address) -> bool:
    return (
        address in _METADATA
        or address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or (isinstance(address, ipaddress.IPv4Address) and address.is_reserved)
        or (isinstance(address, ipaddress.IPv4Address) and address in _THIS_NETWORK)
    )


def look_up(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a name, as the system resolves it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(slots=True)
class Transport(httpx.BaseTransport):
    """Connects to the address that was checked, and to no other."""

    egress: Egress
    resolve: Resolve = look_up
    _http: httpx.HTTPTransport = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # No connection is kept: each call resolves and checks anew.
        single = httpx.Limits(max_keepalive_connections=0)
        self._http = httpx.HTTPTransport(
            verify=self.egress.context(), trust_env=False, limits=single
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Resolve, check, connect; the next address is tried only where nobody answered."""
        self.egress.check_url(str(request.url))
        host = request.url.host
        last: httpx.TransportError | None = None
        for address in self._checked(host, request.url.port or _port(request.url.scheme)):
            pinned = httpx.Request(
                request.method,
                request.url.copy_with(host=str(address)),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
            try:
                return self._http.handle_request(pinned)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if certificate_at_fault(error):
                    raise
                last = error
        raise last or httpx.ConnectError("NO_ADDRESS")

    def close(self) -> None:
        """Close what is open."""
        self._http.close()

    def _checked(self, host: str, port: int) -> list[Address]:
        try:
            found = [ipaddress.ip_address(text) for text in self.resolve(host, port)]
        except (OSError, ValueError):
            raise ChannelBusy("NAME") from None
        # One bad address among good ones is no accident: the name is not to be trusted.
        for address in found:
            self.egress.check_address(host, address)
        return found[:MOST_ADDRESSES]


def certificate_at_fault(error: BaseException) -> bool:
    """Whether a connection failed because the other side could not prove its name."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        # The pool drops the cause; the context is what was being handled.
        cause = cause.__cause__ or cause.__context__
    return False


def _port(scheme: str) -> int:
    return 443 if scheme == "https" else 80
