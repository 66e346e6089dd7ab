#!/usr/bin/env python3
"""That a peer which makes something else of the input is noticed."""

import base64
import hashlib
import hmac
import json
import unittest

from same import same, unpacked

KEY = "0123456789abcdef0123456789abcdef"
CLAIMS = {"iss": "key", "sub": "ada", "exp": 2, "video": {"room": "standup", "canPublish": True}}
GIVEN = {
    "key": KEY,
    "tokens": {"token_mint_livekit": CLAIMS},
    "webhooks": {"webhook_daily": {"id": "event-1"}},
    "select": {"ramped": 2490, "ramped_of_rule": 0},
    "create_server": {"answer": {"sid": "RM_1", "name": "standup"}},
    "guards": "answered",
}


def packed(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(claims, key=KEY):
    text = packed(b'{"alg":"HS256","typ":"JWT"}') + "." + packed(json.dumps(claims).encode())
    return text + "." + packed(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest())


class Same(unittest.TestCase):
    def is_same(self, job, made):
        return bool(same(job, made, GIVEN))

    def test_a_token_says_what_ours_says(self):
        self.assertEqual(CLAIMS, unpacked(token(CLAIMS), KEY))
        self.assertTrue(self.is_same("token_mint_livekit", token(CLAIMS)))
        self.assertTrue(self.is_same("token_mint_livekit", token(CLAIMS | {"exp": 7, "kind": "standard"})))
        self.assertFalse(self.is_same("token_mint_livekit", token(CLAIMS | {"sub": "bob"})))
        self.assertFalse(self.is_same("token_mint_livekit", token(CLAIMS | {"video": {"room": "standup"}})))

    def test_a_token_is_signed_with_the_key(self):
        self.assertFalse(self.is_same("token_mint_livekit", token(CLAIMS, "another key")))
        self.assertFalse(self.is_same("token_mint_livekit", token(CLAIMS)[:-2]))
        self.assertFalse(self.is_same("token_mint_livekit", ""))

    def test_an_event_has_our_event_s_id(self):
        self.assertTrue(self.is_same("webhook_daily", "event-1"))
        self.assertFalse(self.is_same("webhook_daily", "event-2"))
        self.assertFalse(self.is_same("webhook_daily", None))

    def test_a_quarter_is_chosen_where_no_rule_comes_first(self):
        self.assertTrue(self.is_same("select", {"ramped": 2600, "ramped_of_rule": 0}))
        self.assertFalse(self.is_same("select", {"ramped": 2000, "ramped_of_rule": 0}))
        self.assertFalse(self.is_same("select_explained", {"ramped": 2490, "ramped_of_rule": 250}))

    def test_a_room_is_the_one_that_the_server_has_made(self):
        self.assertTrue(self.is_same("create_blocking", {"sid": "RM_1", "name": "standup"}))
        self.assertFalse(self.is_same("create_async_64", {"sid": "", "name": "standup"}))

    def test_a_guarded_call_is_answered(self):
        self.assertTrue(self.is_same("guards", "answered"))
        self.assertFalse(self.is_same("guards", "refused"))


if __name__ == "__main__":
    unittest.main()
