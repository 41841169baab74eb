"""`wss://`: a certificate that nobody vouches for is refused, and one that is trusted lets in."""

import datetime
import ipaddress
import ssl
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection, serve

from algotrade_gui.market.transport import ConnectError
from algotrade_gui.market.websocket import WebSocketTransport
from tests.support.aio import run

pytest.importorskip("cryptography", reason="makes the certificates")

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder: Path) -> tuple[Path, Path]:
    """A fresh key with a certificate for 127.0.0.1 that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "an exchange")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    key_file, cert_file = folder / "key.pem", folder / "cert.pem"
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return cert_file, key_file


async def reached(cert_file: Path, key_file: Path, host: str = "127.0.0.1") -> str:
    """What a server with that certificate greets with, or why it is not trusted."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert_file, key_file)
    async with serve(greet, host, 0, ssl=context) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        transport = WebSocketTransport(f"wss://{host}:{port}/trade", "a-team-secret")
        try:
            connection = await transport.open()
        except ConnectError as error:
            return str(error)
        frame = await connection.recv()
        await connection.close()
        return frame.decode()


async def greet(connection: ServerConnection) -> None:
    await connection.send('{"type":"welcome","message":"Connected to OrderBook API"}')
    await connection.wait_closed()


@pytest.mark.parametrize("trusted", [False, True])
def test_only_a_trusted_certificate_lets_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool) -> None:
    cert_file, key_file = certificate(tmp_path)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(cert_file))
    said = run(reached(cert_file, key_file))
    if trusted:
        assert "welcome" in said
    else:
        assert "no secure connection that can be trusted (self-signed certificate)" in said
        assert "a-team-secret" not in said


def test_a_certificate_of_another_host_is_told_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cert_file, key_file = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert_file))
    said = run(reached(cert_file, key_file, "127.0.0.2"))
    assert "certificate is not valid for '127.0.0.2')." in said
