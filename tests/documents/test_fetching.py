"""A paper fetches nothing: no local file, no network, no attachment (reliability §0.5, P1)."""

import http.server
import re
import threading
import time

import pytest
import weasyprint

from documents import press
from documents.kinds import REGISTER
from tests.documents import pictures, samples

CANARY = "CANARY-7f3a-must-not-leave-this-machine"

VECTORS = {
    "link attachment": '<link rel="attachment" href="{file}">',
    "a attachment": '<a rel="attachment" href="{file}">x</a>',
    "img file": '<img src="{file}">',
    "img http": '<img src="{http}">',
    "srcset": '<img srcset="{http} 2x" src="{http}">',
    "object": '<object data="{file}">x</object>',
    "embed": '<embed src="{file}">',
    "stylesheet": '<link rel="stylesheet" href="{file}">',
    "import": "<style>@import url('{http}')</style>",
    "background": "<style>body {{ background: url('{http}') }}</style>",
    "content": "<style>p::before {{ content: url('{file}') }}</style><p>x</p>",
    "list style": "<style>li {{ list-style-image: url('{http}') }}</style><li>x</li>",
    "font face": "<style>@font-face {{ font-family: f; src: url('{file}') }}</style>",
    "svg image": '<svg xmlns="http://www.w3.org/2000/svg"><image href="{file}"/></svg>',
    "svg use": '<svg xmlns="http://www.w3.org/2000/svg"><use href="{http}#a"/></svg>',
    "base": '<base href="{folder}/"><link rel="attachment" href="secret.txt">',
    "data": "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'>"
    "<image href='{file}'/></svg>\">",
    "ftp": '<img src="ftp://{host}/secret.txt">',
    "metadata": '<img src="http://169.254.169.254/latest/meta-data/">',
}


@pytest.fixture(scope="module")
def canary(tmp_path_factory):
    """A secret file and a server on the loopback that remembers who called."""
    folder = tmp_path_factory.mktemp("canary")
    (folder / "secret.txt").write_text(CANARY)
    calls = []

    class Remember(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            calls.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(CANARY.encode())

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Remember)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"127.0.0.1:{server.server_port}"
    places = {
        "file": f"file://{folder}/secret.txt",
        "folder": f"file://{folder}",
        "http": f"http://{host}/secret",
        "host": host,
    }
    yield places, calls
    server.shutdown()
    server.server_close()


def leaks(pdf):
    """Tell whether the canary stands anywhere in the PDF, compressed streams included."""
    return any(CANARY.encode() in part for part in pictures.streams(pdf))


@pytest.mark.parametrize("name", VECTORS)
def test_nothing_is_fetched_even_if_markup_got_in(canary, name):
    places, calls = canary
    calls.clear()

    said, pdf = "", b""
    try:
        pdf = press.pdf(f"<html><body>{VECTORS[name].format(**places)}</body></html>")
    except press.Refused as refusal:
        said = str(refusal)

    assert not leaks(pdf)
    assert calls == []
    assert places["folder"] not in said


def test_without_our_fetcher_the_same_vectors_do_leak(canary):
    places, calls = canary
    calls.clear()
    leaked = [
        name
        for name in ("link attachment", "a attachment", "base")
        if leaks(weasyprint.HTML(string=VECTORS[name].format(**places)).write_pdf())
    ]
    weasyprint.HTML(string=VECTORS["img http"].format(**places)).write_pdf()

    assert leaked
    assert calls


#: What no typed word can be: a code, a day, a sum, a checksum.
UNTYPED = re.compile(r"[A-Z][A-Z0-9_]+|\d{4}-\d\d-\d\d|\d+\.\d\d|[0-9a-f]{64}")


def _poisoned(value, poison):
    if isinstance(value, dict):
        return {name: _poisoned(item, poison) for name, item in value.items()}
    if isinstance(value, list):
        return [_poisoned(item, poison) for item in value]
    typed = isinstance(value, str) and not UNTYPED.fullmatch(value)
    return f"{value}{poison}" if typed else value


@pytest.mark.parametrize("key", samples.PLAIN)
def test_markup_in_every_field_is_printed_as_it_was_typed(canary, key):
    places, calls = canary
    calls.clear()
    poison = f'<link rel=attachment href="{places["file"]}"><img src={places["http"]}>'
    data = _poisoned(samples.PLAIN[key], poison)
    began = time.monotonic()

    pdf = pictures.draw(key, data)

    assert time.monotonic() - began < 5 * 4  # 5 s on a quiet machine; tests share theirs
    assert not leaks(pdf)
    assert calls == []
    assert "<linkrel=attachmenthref=" in pictures.text(pdf)
    assert REGISTER[key.split(":")[0]].context.model_validate(data)
