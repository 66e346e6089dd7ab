#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <string_view>
#include <vector>

#include "vplatform/spi/http.hpp"

namespace vplatform::http {

/// A request's headers as libcurl wants them, in two pieces of memory. It may be moved while libcurl has it.
class HeaderList {
 public:
  HeaderList() = default;
  HeaderList(HeaderList&&) noexcept = default;
  HeaderList& operator=(HeaderList&&) noexcept = default;
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  ~HeaderList() = default;

  /// For so many lines, their bytes counted with one more for each. Nothing may be added beyond.
  void reserve(std::size_t lines, std::size_t bytes);
  void add(std::string_view name, std::string_view separator = {}, std::string_view value = {});

  /// libcurl reads it only. Null where it is empty.
  [[nodiscard]] curl_slist* get() const noexcept;

 private:
  std::vector<char> text_{};  // each line ends in a NUL
  std::vector<curl_slist> lines_{};
};

/// Errors: `invalid_argument` for what is no header, a line break in it above all.
[[nodiscard]] Result<HeaderList> header_list(const HttpRequest& request);

/// Without the blanks around it.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

}  // namespace vplatform::http
