#pragma once

#include <map>
#include <string>
#include <string_view>

#include "vplatform/spi/crypto.hpp"

namespace vplatform::testing {

/// Amazon's Signature Version 4 as a store checks it, written from Amazon's description, so that what libcurl
/// signs is judged by something else than libcurl.
class SignedRequest {
 public:
  explicit SignedRequest(std::string_view text) {
    const auto line = text.substr(0, text.find("\r\n"));
    method_ = line.substr(0, line.find(' '));
    const auto target = line.substr(method_.size() + 1, line.rfind(' ') - method_.size() - 1);
    path_ = target.substr(0, target.find('?'));
    if (path_.size() < target.size()) query_ = target.substr(path_.size() + 1);
    text.remove_prefix(line.size() + 2);
    while (!text.starts_with("\r\n") && !text.empty()) {
      const auto end = text.find("\r\n");
      const auto colon = text.find(':');
      std::string name(text.substr(0, colon));
      for (char& c : name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
      auto value = text.substr(colon + 1, end - colon - 1);
      while (value.starts_with(' ')) value.remove_prefix(1);
      headers_[name] = value;
      text.remove_prefix(end + 2);
    }
  }

  [[nodiscard]] bool is_signed() const { return headers_.contains("authorization"); }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string header(const std::string& name) const {
    const auto found = headers_.find(name);
    return found == headers_.end() ? std::string() : found->second;
  }
  /// `AKIA…/20130524/us-east-1/s3/aws4_request`
  [[nodiscard]] std::string credential() const { return part("Credential="); }
  [[nodiscard]] std::string signed_headers() const { return part("SignedHeaders="); }
  [[nodiscard]] std::string signature() const { return part("Signature="); }

  /// The signature that it ought to have.
  [[nodiscard]] std::string expected(const std::string& secret) const {
    const std::string scope = credential().substr(credential().find('/') + 1);
    const std::string text =
        "AWS4-HMAC-SHA256\n" + header("x-amz-date") + "\n" + scope + "\n" + hex(spi::sha256(canonical()));
    std::string key = "AWS4" + secret;
    std::string_view rest = scope;
    while (!rest.empty()) {
      const auto slash = rest.find('/');
      key = bytes(spi::HmacKey(key).sign(rest.substr(0, slash)));
      rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
    }
    return hex(spi::HmacKey(key).sign(text));
  }

 private:
  static std::string bytes(const spi::Digest& digest) { return std::string(spi::as_text(digest)); }
  static std::string hex(const spi::Digest& digest) { return spi::to_hex(spi::as_text(digest)); }

  [[nodiscard]] std::string part(std::string_view name) const {
    const std::string authorization = header("authorization");
    const auto at = authorization.find(name);
    if (at == std::string::npos) return {};
    const auto begin = at + name.size();
    return authorization.substr(begin, authorization.find_first_of(", \r", begin) - begin);
  }

  [[nodiscard]] std::string canonical() const {
    std::string text = method_ + "\n" + path_ + "\n" + query_ + "\n";
    const std::string all = signed_headers();
    std::string_view names = all;
    while (!names.empty()) {
      const auto semicolon = names.find(';');
      const std::string name(names.substr(0, semicolon));
      text += name + ":" + header(name) + "\n";
      names = semicolon == std::string_view::npos ? std::string_view() : names.substr(semicolon + 1);
    }
    return text + "\n" + all + "\n" + header("x-amz-content-sha256");
  }

  std::string method_;
  std::string path_;
  std::string query_;
  std::map<std::string, std::string> headers_;
};

}  // namespace vplatform::testing
