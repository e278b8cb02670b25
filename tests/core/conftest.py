"""What the tests of backups share."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest


@pytest.fixture
def bucket(settings):
    """A store that speaks as much of S3 as copying asks for; `kept` holds what was put there."""

    class Store(BaseHTTPRequestHandler):
        kept: dict[str, bytes] = {}
        refuses = False

        def answer(self, status, body=b""):
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def do_PUT(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "aws-chunked":
                size, _, rest = body.partition(b"\r\n")
                body = rest[: int(size, 16)]
            if not self.refuses:
                self.kept[self.path] = body
            self.answer(403 if self.refuses else 200)

        def do_GET(self):
            if "list-type=2" in self.path:
                return self.answer(200, self.listing())
            body = self.kept.get(self.path)
            return self.answer(404 if body is None else 200, body or b"")

        def listing(self):
            place = "/sao-luu/" + parse_qs(urlsplit(self.path).query)["prefix"][0]
            names = [name.removeprefix("/sao-luu/") for name in sorted(self.kept) if name.startswith(place)]
            items = "".join(f"<Contents><Key>{name}</Key></Contents>" for name in names)
            return f"<ListBucketResult>{items}</ListBucketResult>".encode()

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Store) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.BACKUP_COPY = {
            "bucket": "sao-luu",
            "endpoint_url": f"http://127.0.0.1:{server.server_port}",
            "access_key": "khoa",
            "secret_key": "bi-mat",
            "region": "us-east-1",
        }
        yield Store
        server.shutdown()
