#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vplatform::spi {

/// ASCII letters in lower case, digits and single `-` in between; at most `most` characters; may be empty.
[[nodiscard]] std::string safe_name(std::string_view text, std::size_t most = 20);

/// 16 characters of lower-case base32 of SHA-256(key): what says that a room is the key's.
[[nodiscard]] std::string key_digest(std::string_view key);

/// The room's name, or its prefix, for a key: `<label>-<digest>`. It follows from the key alone, so that the
/// key alone decides; the label is the readable part of the key.
[[nodiscard]] std::string room_name(std::string_view key);

/// A new key that carries a name for people: `<safe name>.<id>`.
[[nodiscard]] std::string make_key(std::string_view name, std::string_view id);

/// `text` where it is 1 to `most` characters of ASCII letters, digits, `-` and `_`; else a readable digest of
/// it that is.
[[nodiscard]] std::string safe_identity(std::string_view text, std::size_t most);

}  // namespace vplatform::spi
