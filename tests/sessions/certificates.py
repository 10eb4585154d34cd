"""Certificates of a test's own: an authority, what it signs, and servers that show and demand it."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.sessions import redis_server
from tests.sessions.redis_server import RedisServer, free_port
from tests.sessions.redis_sets import state, until

DAY = dt.timedelta(days=1)


class Authority:
    """Signs certificates; its own is in ``file``."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(name)
        certificate = (
            self._begun(self._name, self._key, ends=DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def issue(
        self, name: str, *, address: str = "", password: str = "", ends: dt.timedelta = DAY
    ) -> tuple[Path, Path]:
        """Write a certificate and its key, and return the files; a server's has an address."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self._begun(_named(name), key, ends=ends)
        if address:
            place = x509.IPAddress(ipaddress.ip_address(address))
            builder = builder.add_extension(x509.SubjectAlternativeName([place]), critical=False)
        certificate, secret = self._folder / f"{name}.pem", self._folder / f"{name}.key"
        signed = builder.sign(self._key, hashes.SHA256())
        certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        form: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if password:
            form = serialization.BestAvailableEncryption(password.encode())
        secret.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, form)
        )
        return certificate, secret

    def _begun(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, ends: dt.timedelta
    ) -> x509.CertificateBuilder:
        now = dt.datetime.now(dt.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 3 * DAY)
            .not_valid_after(now + ends)
        )


def tls_options(port: int, certificate: tuple[Path, Path], authority: Authority, clients: str) -> list[str]:
    """Return what a Redis is started with to encrypt on that port, and as a client of other servers."""
    files = ("--tls-cert-file", str(certificate[0]), "--tls-key-file", str(certificate[1]))
    trusted = ("--tls-ca-cert-file", str(authority.file), "--tls-auth-clients", clients)
    return ["--tls-port", str(port), *files, *trusted]


@contextlib.contextmanager
def encrypted(
    folder: Path, certificate: tuple[Path, Path], authority: Authority, *options: str, clients: str = "yes"
) -> Iterator[str]:
    """Run a server that demands certificates of its clients unless told ``no``, and give its URL."""
    port = free_port()
    folder.mkdir(exist_ok=True)
    with redis_server.running(folder, *tls_options(port, certificate, authority, clients), *options):
        yield f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={authority.file}"


@contextlib.contextmanager
def encrypted_sentinel(folder: Path, certificate: tuple[Path, Path], authority: Authority) -> Iterator[str]:
    """Run a server and the one sentinel that watches it, both demanding certificates, and give the URL."""
    port, sentinel_port = free_port(), free_port()
    for name in ("server", "sentinel"):
        (folder / name).mkdir(parents=True)
    options = tls_options(sentinel_port, certificate, authority, "yes")
    sentinel = RedisServer(folder / "sentinel", *options, "--tls-replication", "yes", kind="sentinel")
    options = tls_options(port, certificate, authority, "yes")
    with redis_server.running(folder / "server", *options, "--tls-replication", "yes"):
        sentinel.configure(f"sentinel monitor sessions 127.0.0.1 {port} 1\n")
        sentinel.start()
        try:
            yield f"rediss+sentinel://127.0.0.1:{sentinel_port}/sessions?ssl_ca_certs={authority.file}"
        finally:
            sentinel.kill()


@contextlib.contextmanager
def encrypted_cluster(folder: Path, certificate: tuple[Path, Path], authority: Authority) -> Iterator[str]:
    """Run two nodes that share the slots and demand certificates, and give the URL."""
    nodes: list[RedisServer] = []
    with contextlib.ExitStack() as stack:
        for name in ("first", "second"):
            place = folder / name
            place.mkdir(parents=True)
            port = free_port()
            options = [*tls_options(port, certificate, authority, "yes"), "--tls-cluster", "yes"]
            options += ["--cluster-enabled", "yes", "--cluster-port", str(bus := free_port())]
            nodes.append(stack.enter_context(redis_server.running(place, *options)))
            nodes[-1].cluster_port = bus
            nodes[-1].tls_port = port
        first, second = nodes
        for number, (node, slots) in enumerate(((first, (0, 8191)), (second, (8192, 16383)))):
            with node.client() as client:
                client.execute_command("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
                client.execute_command("CLUSTER", "ADDSLOTSRANGE", *slots)
        with second.client() as client:
            client.execute_command("CLUSTER", "MEET", "127.0.0.1", first.tls_port, first.cluster_port)
        until(lambda: all(state(node) == b"ok" for node in nodes))
        yield f"rediss+cluster://127.0.0.1:{first.tls_port}?ssl_ca_certs={authority.file}"


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
