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


async def greet(connection: ServerConnection) -> None:
    await connection.send('{"type":"welcome","message":"Connected to OrderBook API"}')
    await connection.wait_closed()


@pytest.mark.parametrize("trusted", [False, True])
def test_only_a_trusted_certificate_lets_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool) -> None:
    cert_file, key_file = certificate(tmp_path)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(cert_file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert_file, key_file)

    async def scene() -> str:
        async with serve(greet, "127.0.0.1", 0, ssl=context) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            transport = WebSocketTransport(f"wss://127.0.0.1:{port}/trade", "a-team-secret")
            try:
                connection = await transport.open()
            except ConnectError as error:
                return str(error)
            frame = await connection.recv()
            await connection.close()
            return frame.decode()

    said = run(scene())
    if trusted:
        assert "welcome" in said
    else:
        assert "no secure connection that can be trusted" in said
        assert "a-team-secret" not in said
