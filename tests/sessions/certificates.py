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
from tests.sessions.redis_server import free_port

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


@contextlib.contextmanager
def encrypted(
    folder: Path, certificate: tuple[Path, Path], authority: Authority, *options: str, clients: str = "yes"
) -> Iterator[str]:
    """Run a server that demands certificates of its clients unless told ``no``, and give its URL."""
    port = free_port()
    folder.mkdir(exist_ok=True)
    files = ("--tls-cert-file", str(certificate[0]), "--tls-key-file", str(certificate[1]))
    trusted = ("--tls-ca-cert-file", str(authority.file), "--tls-auth-clients", clients)
    with redis_server.running(folder, "--tls-port", str(port), *files, *trusted, *options):
        yield f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={authority.file}"


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
