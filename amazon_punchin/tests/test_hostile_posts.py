import time
import tracemalloc
from itertools import chain
from unittest.mock import patch

import requests

from odoo.tests import BaseCase, tagged

from ..protocol import form, mime, received
from ..protocol.errors import ProtocolError
from . import hostile
from .common import AmazonHttpCase

MEGABYTE = 1024 * 1024

#: Bytes of a small post, of which each attack shows whether it grows with the size or faster, and of one four times it.
SMALL, LARGE = MEGABYTE // 4, MEGABYTE


def read_form(body, content_type):
    """Do as the return route does."""
    try:
        return form.decode(body, content_type)[0]
    except ProtocolError:
        return body


@tagged("post_install", "-at_install")
class TestHostileBytes(BaseCase):
    """Reading takes as long, and as much memory, as the post is large, whatever it holds."""

    def assertLinear(self, read, posts):
        small, large = ({name: post for name, *post in posts(size)} for size in (SMALL, LARGE))
        for name, (content_type, body) in large.items():
            with self.subTest(name):
                seconds = self.seconds(read, body, content_type)
                before = self.seconds(read, small[name][1], small[name][0])
                self.assertLess(seconds, 8 * before + 0.1)
                self.assertLess(seconds, 1)
                self.assertLess(self.peak(read, body, content_type), 5 * len(body) + MEGABYTE)

    def seconds(self, read, body, content_type):
        begun = time.process_time()
        read(body, content_type)
        return time.process_time() - begun

    def peak(self, read, body, content_type):
        """Memory beside the post's own, in bytes."""
        tracemalloc.start()
        try:
            read(body, content_type)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def test_fields(self):
        self.assertLinear(read_form, hostile.forms)

    def test_documents(self):
        self.assertLinear(lambda body, _type: received.take_in(body).redacted, hostile.documents)

    def test_parts_of_a_form(self):
        self.assertLinear(read_form, lambda size: hostile.multipart(size, "form-data"))

    def test_attachments(self):
        for subtype in ("related", "mixed"):
            self.assertLinear(mime.split, lambda size, subtype=subtype: hostile.multipart(size, subtype))


@tagged("post_install", "-at_install")
class TestHostilePosts(AmazonHttpCase):
    """Whatever is posted is answered, soon, and not by a fault of the server's."""

    def assertAnswered(self, door, posts, credentials=None):
        self.env.flush_all()
        url = f"{self.base_url()}/amazon_punchin/{self.config.token}/{door}"
        for name, content_type, body in posts:
            with self.subTest(name), self.allow_requests(all_requests=True):
                begun = time.monotonic()
                headers = {"Content-Type": content_type}
                answer = requests.post(url, body, headers=headers, auth=credentials, timeout=60, allow_redirects=False)
                self.assertLess(answer.status_code, 500)
                self.assertLess(time.monotonic() - begun, 10)
        self.env.invalidate_all()

    def kept(self):
        return self.env["amazon.punchin.message"].search_count([("direction", "=", "in")])

    def test_return(self):
        posts = [*hostile.multipart(SMALL, "form-data"), *hostile.forms(SMALL), *hostile.documents(SMALL)]
        self.assertAnswered("return", posts)
        documents = {read_form(body, content_type) for _name, content_type, body in posts}
        self.assertEqual(self.env["amazon.punchin.message"].search_count([("direction", "=", "in")]), len(documents))

    def test_return_of_the_largest_post(self):
        size = form.MAX_POST - 1024
        posts = chain(hostile.multipart(size, "form-data"), hostile.forms(size))
        self.assertAnswered("return", (post for post in posts if post[0] in {"percents", "comments", "line feeds"}))

    def test_inbox(self):
        credentials = (self.config.inbox_login, self.config.inbox_password)
        for subtype in ("related", "form-data"):
            self.assertAnswered("inbox", hostile.multipart(SMALL, subtype), credentials)
        self.assertAnswered("inbox", hostile.documents(SMALL), credentials)

    def test_inbox_of_a_stranger(self):
        self.assertAnswered("inbox", hostile.multipart(9999, "mixed"))

    def test_odoo_does_not_read_the_form_itself(self):
        with patch("werkzeug.wrappers.Request._load_form_data", side_effect=AssertionError) as load:
            for door in ("return", "inbox"):
                self.assertAnswered(door, [*hostile.multipart(9999, "form-data"), *hostile.forms(9999)])
        load.assert_not_called()
