#include "vplatform/spi/crypto.hpp"

#include <string>
#include <thread>
#include <vector>

#include "support/catch.hpp"

using namespace vplatform::spi;

namespace {

std::string hex(const Digest& digest) {
  return to_hex(as_text(digest));
}

std::string bytes(std::size_t count, int value) {
  return std::string(count, static_cast<char>(value));
}

}  // namespace

TEST_CASE("sha256 gives the digests of FIPS 180-2") {
  CHECK(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hex(sha256(bytes(1'000'000, 'a'))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("HMAC gives the vectors of RFC 4231") {
  std::string counting;
  for (int i = 1; i <= 25; ++i) counting += static_cast<char>(i);
  struct Vector {
    std::string key{};
    std::string message{};
    std::string mac{};
  };
  const std::vector<Vector> vectors{
      {bytes(20, 0x0b), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {bytes(20, 0xaa), bytes(50, 0xdd), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {counting, bytes(50, 0xcd), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {bytes(131, 0xaa), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {bytes(131, 0xaa),
       "This is a test using a larger than block-size key and a larger than block-size data. The key needs "
       "to be "
       "hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"}};
  for (const auto& vector : vectors) CHECK(hex(HmacKey(vector.key).sign(vector.message)) == vector.mac);
}

TEST_CASE("HMAC takes keys around the size of a block, and none") {
  CHECK(hex(HmacKey(bytes(64, 'k')).sign("message")) ==
        "890f3a16e0ca0aaa3bf180f70fa8e3970b3fd6505e98fde157988dcc19d1685c");
  CHECK(hex(HmacKey(bytes(65, 'k')).sign("message")) ==
        "0c256505306af48015530c139bb7add5ad7a6a9291cd511278a067e765816fbd");
  CHECK(hex(HmacKey("").sign("")) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("a key signs parts as it signs them in one piece, again and again") {
  const HmacKey key("Jefe");
  const HmacKey copy = key;
  const auto whole = key.sign("what do ya want for nothing?");
  CHECK(key.sign({"what do ya ", "", "want for nothing?"}) == whole);
  const std::vector<std::string_view> parts{"what do ya want", " for nothing?"};
  CHECK(copy.sign(parts) == whole);
  CHECK(key.sign("something else") != whole);
  CHECK(key.sign("what do ya want for nothing?") == whole);
}

TEST_CASE("threads share a key") {
  const HmacKey key("Jefe");
  const auto expected = key.sign("what do ya want for nothing?");
  std::vector<int> wrong(8, 0);
  {
    std::vector<std::jthread> threads;
    for (auto& count : wrong) {
      threads.emplace_back([&key, &expected, &count] {
        for (int i = 0; i < 200; ++i) count += key.sign("what do ya want for nothing?") == expected ? 0 : 1;
      });
    }
  }
  CHECK(wrong == std::vector<int>(8, 0));
}

TEST_CASE("texts are the same only in full") {
  CHECK(equal_in_constant_time("", ""));
  CHECK(equal_in_constant_time("abc", "abc"));
  CHECK_FALSE(equal_in_constant_time("abc", "abd"));
  CHECK_FALSE(equal_in_constant_time("abc", "Abc"));
  CHECK_FALSE(equal_in_constant_time("abc", "abcd"));
  CHECK_FALSE(equal_in_constant_time("abc", ""));
}

TEST_CASE("base64 gives the vectors of RFC 4648 both ways") {
  const std::vector<std::pair<std::string, std::string>> vectors{{"", ""},
                                                                 {"f", "Zg=="},
                                                                 {"fo", "Zm8="},
                                                                 {"foo", "Zm9v"},
                                                                 {"foob", "Zm9vYg=="},
                                                                 {"fooba", "Zm9vYmE="},
                                                                 {"foobar", "Zm9vYmFy"},
                                                                 {"\xfb\xff\xfe", "+//+"}};
  for (const auto& [plain, text] : vectors) {
    CHECK(to_base64(plain) == text);
    CHECK(from_base64(text) == plain);
  }
}

TEST_CASE("base64 that is not the one text of its bytes is refused") {
  const std::vector<std::string> broken{"Zg",    "Zg=",      "Zm8",   "Zh==",     "Zm9=",  "Z===",
                                        "====",  "=",        "Zm9v=", "Zg==Zg==", "Zm 9v", "Zm9v\n",
                                        " Zm9v", "Zm9v====", "-__-",  "Zm9*",     "Zg=a",  "\xc3\xa4=="};
  for (const auto& text : broken) {
    CAPTURE(text);
    CHECK(!from_base64(text));
  }
}

TEST_CASE("base64url has its own alphabet and no padding") {
  CHECK(to_base64url("\xfb\xff\xfe") == "-__-");
  CHECK(to_base64url("f") == "Zg");
  CHECK(to_base64url("fo") == "Zm8");
  CHECK(from_base64url("-__-") == "\xfb\xff\xfe");
  CHECK(from_base64url("Zg") == "f");
  CHECK(from_base64url("") == "");
  for (const auto* text : {"Zg==", "+//+", "Zh", "Z", "Zm9vY", "Zm 8"}) {
    CAPTURE(text);
    CHECK(!from_base64url(text));
  }
  std::string out = "before.";
  append_base64url(out, "foobar");
  CHECK(out == "before.Zm9vYmFy");
}

TEST_CASE("a digest over parts is the digest over the whole, and the next one begins anew") {
  Sha256 hash;
  for (int time = 1; time <= 2; ++time) {
    for (const auto* part : {"a", "", "bc"}) hash.add(part);
    CHECK(hash.finish() == sha256("abc"));
  }
  Sha256 other = std::move(hash);
  CHECK(other.finish() == sha256(""));
}

TEST_CASE("base64 of a text of any length is made of that of its threes") {
  std::string text;
  for (int i = 0; i < 400; ++i) {
    text += static_cast<char>(i * 89 + i / 256);
    std::string standard;
    std::string url;
    for (std::size_t at = 0; at < text.size(); at += 3) {
      standard += to_base64(text.substr(at, 3));
      url += to_base64url(text.substr(at, 3));
    }
    REQUIRE(to_base64(text) == standard);
    REQUIRE(to_base64url(text) == url);
  }
}

TEST_CASE("every byte survives base64 and hex") {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  for (std::size_t cut = 0; cut < 4; ++cut) {
    const std::string_view some = std::string_view(all).substr(cut);
    CHECK(from_base64(to_base64(some)) == some);
    CHECK(from_base64url(to_base64url(some)) == some);
    CHECK(from_hex(to_hex(some)) == some);
  }
}

TEST_CASE("a character is a digit of base64 or not, wherever it stands") {
  constexpr std::string_view shared = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const std::string standard = std::string(shared) + "+/";
  const std::string url = std::string(shared) + "-_";
  for (std::size_t at = 0; at < 63; ++at) {  // in the last place `=` may stand too
    for (int i = 0; i < 256; ++i) {
      std::string text(64, 'Q');
      text[at] = static_cast<char>(i);
      for (const auto& [digits, read, write] : {std::tuple(standard, &from_base64, &to_base64),
                                                std::tuple(url, &from_base64url, &to_base64url)}) {
        const bool is_digit = digits.find(text[at]) != std::string::npos;
        const auto bytes = read(text);
        if (bytes.has_value() != is_digit || (bytes && write(*bytes) != text))
          FAIL("character " << i << " at " << at);
      }
    }
  }
}

TEST_CASE("hex is written in lower case and read in either") {
  const std::string two("\x00\xff", 2);
  CHECK(to_hex(two) == "00ff");
  CHECK(from_hex("00fF") == two);
  for (const auto* text : {"0", "0g", "g0", "0x00", " 0", "00 "}) {
    CAPTURE(text);
    CHECK(!from_hex(text));
  }
}

TEST_CASE("a character is a hex digit or not, wherever it stands") {
  constexpr std::string_view lower = "0123456789abcdef";
  constexpr std::string_view upper = "0123456789ABCDEF";
  for (std::size_t at = 0; at < 36; ++at) {
    for (int i = 0; i < 256; ++i) {
      const char c = static_cast<char>(i);
      std::string text(36, '7');
      text[at] = c;
      const auto value = std::min(lower.find(c), upper.find(c));
      std::string expected(18, '\x77');
      if (value != std::string_view::npos)
        expected[at / 2] = static_cast<char>(at % 2 == 0 ? value << 4 | 7 : 0x70 | value);
      const auto read = from_hex(text);
      if (read.has_value() != (value != std::string_view::npos) || (read && *read != expected))
        FAIL("character " << i << " at " << at);
    }
  }
}

TEST_CASE("a digest is read from hex and base64 of its own length alone") {
  const Digest digest = sha256("abc");
  const std::string in_hex = hex(digest);
  const std::string in_base64 = to_base64(as_text(digest));
  CHECK(digest_from_hex(in_hex) == digest);
  CHECK(digest_from_base64(in_base64) == digest);
  for (const auto& text :
       {std::string(), in_hex.substr(2), in_hex + "00", "0g" + in_hex.substr(2), in_base64}) {
    CAPTURE(text);
    CHECK(!digest_from_hex(text));
  }
  // The last one has a bit set that belongs to no byte.
  for (const auto& text : {std::string(), in_base64.substr(4), in_base64.substr(0, 43), in_base64 + "AAAA",
                           to_base64(bytes(31, 7)), to_base64(bytes(33, 7)), "*" + in_base64.substr(1),
                           in_base64.substr(0, 42) + "B="}) {
    CAPTURE(text);
    CHECK(!digest_from_base64(text));
  }
}

TEST_CASE("base32 gives the vectors of RFC 4648, in lower case and without padding") {
  const std::vector<std::pair<std::string, std::string>> vectors{{"", ""},
                                                                 {"f", "my"},
                                                                 {"fo", "mzxq"},
                                                                 {"foo", "mzxw6"},
                                                                 {"foob", "mzxw6yq"},
                                                                 {"fooba", "mzxw6ytb"},
                                                                 {"foobar", "mzxw6ytboi"}};
  for (const auto& [plain, text] : vectors) CHECK(to_base32(plain) == text);
}
