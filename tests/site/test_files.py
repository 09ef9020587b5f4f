"""What a browser keeps of a site, and when it is sent a file again."""

from pathlib import Path

from tests.site.support import client_of


def test_a_file_is_sent_again_only_when_it_changed(tmp_path: Path) -> None:
    with client_of(tmp_path, read_only=True) as client:
        for path, kept in (
            ("/static/css/base.css", "no-cache"),
            ("/static/lib/order.js", "no-cache"),
            ("/static/vendor/inter/inter.woff2", "public, max-age=604800"),
        ):
            first = client.get(path)
            assert first.headers["cache-control"] == kept
            tag = {"if-none-match": first.headers["etag"]}
            again = client.get(path, headers=tag)
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["cache-control"] == kept


def test_what_a_page_loads_is_sent_compressed(tmp_path: Path) -> None:
    with client_of(tmp_path) as client:
        for path in ("/papers", "/static/css/base.css", "/static/lib/order.js"):
            reply = client.get(path, headers={"accept-encoding": "gzip"})
            assert reply.headers["content-encoding"] == "gzip"
            assert reply.num_bytes_downloaded < len(reply.content) / 2
