#include "vplatform/spi/naming.hpp"

#include <string>

#include "support/catch.hpp"

using namespace vplatform::spi;

TEST_CASE("a safe name keeps letters, digits and single dashes in between") {
  CHECK(safe_name("Board Room") == "board-room");
  CHECK(safe_name("--a__b..c--") == "a-b-c");
  CHECK(safe_name("../../etc/passwd") == "etc-passwd");
  CHECK(safe_name("S\xc3\xa4l 7") == "s-l-7");
  CHECK(safe_name("\xe4\xbc\x9a\xe8\xad\xb0") == "");
  CHECK(safe_name("") == "");
}

TEST_CASE("a safe name ends where it may get no longer, and never in a dash") {
  CHECK(safe_name(std::string(300, 'a')) == std::string(20, 'a'));
  CHECK(safe_name("abc def", 4) == "abc");
  CHECK(safe_name("abc def", 5) == "abc-d");
  CHECK(safe_name("abc", 0) == "");
}

TEST_CASE("a key's digest is 16 characters of base32 of its SHA-256") {
  CHECK(key_digest("abc") == "xj4bnp4pahh6uqkb");
  CHECK(key_digest("") == "4oymiquy7qobjgx3");
  CHECK(key_digest("Board Room") == "dq5b4lwe7epulowv");
}

TEST_CASE("a room's name is a label for people and the digest that counts") {
  CHECK(room_name("standup.0b8f3e6a-1111-4222-8333-444455556666") == "standup-2sdhr6wfps2fuevq");
  CHECK(room_name("Board Room") == "board-room-dq5b4lwe7epulowv");
  CHECK(room_name("abc") == "abc-xj4bnp4pahh6uqkb");
  CHECK(room_name(".5f") == "5f-gpvkrqc5zey5rqpi");
  CHECK(room_name("...") == "room-vno7mjn4o3n5jyld");
  CHECK(room_name("") == "room-4oymiquy7qobjgx3");
  CHECK(room_name("\xc3\x9cn\xc3\xaf") == "n-efuzt4ujr3zpn5kr");
}

TEST_CASE("keys that differ in anything have rooms of their own, within 37 characters") {
  CHECK(room_name("Board Room") != room_name("board room"));
  CHECK(room_name("a.1") != room_name("a.2"));
  CHECK(room_name(std::string(300, 'x')).size() == 37);
}

TEST_CASE("a made-up key carries a name for people") {
  CHECK(make_key("Stand-up!", "id-1") == "stand-up.id-1");
  CHECK(make_key("", "id-1") == "room.id-1");
  CHECK(room_name(make_key("", "id-1")).starts_with("room-"));
  CHECK(room_name(make_key("Stand-up!", "id-1")).starts_with("stand-up-"));
}

TEST_CASE("an identity that fits stays as it is") {
  CHECK(safe_identity("Ada_L-7", 36) == "Ada_L-7");
  CHECK(safe_identity(std::string(36, 'a'), 36) == std::string(36, 'a'));
}

TEST_CASE("an identity that does not fit becomes a digest of it that does") {
  CHECK(safe_identity("user@example.com", 36) == "user-example-com-wte2fcjshmq2ahb6");
  CHECK(safe_identity("user@example.com", 24) == "user-ex-wte2fcjshmq2ahb6");
  CHECK(safe_identity("user@example.com", 17) == "wte2fcjshmq2ahb6");
  CHECK(safe_identity("user@example.com", 8) == "wte2fcjs");
  CHECK(safe_identity("s\xc3\xa4l", 36) == "s-l-dghk5gxxgk5obbfw");
  CHECK(safe_identity("...", 36) == "vno7mjn4o3n5jyld");
  CHECK(safe_identity("", 36) == "4oymiquy7qobjgx3");
  CHECK(safe_identity(std::string(37, 'a'), 36) != safe_identity(std::string(38, 'a'), 36));
  for (std::size_t most = 1; most < 40; ++most)
    CHECK(safe_identity("ada lovelace, countess", most).size() <= most);
}
