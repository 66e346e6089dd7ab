#include "runtime/blank.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "vplatform/spi/url.hpp"

namespace vplatform::detail {

namespace {

// Shorter ones would blank ordinary words, and guard nothing.
constexpr std::size_t shortest = 4;

void collect(std::string_view text, std::vector<Secret>& into) {
  if (text.size() < shortest) return;
  Secret secret{std::string(text)};
  if (std::find(into.begin(), into.end(), secret) == into.end()) into.push_back(std::move(secret));
}

void replace_all(std::string& text, std::string_view what) {
  constexpr std::string_view blank = "***";
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + blank.size())) {
    text.replace(at, what.size(), blank);
  }
}

}  // namespace

void collect_secrets(const HttpRequest& request, std::vector<Secret>& into) {
  for (const auto& header : request.headers) {
    if (header.secret) collect(header.value, into);
  }
  for (const auto& secret : request.secrets) collect(secret.reveal(), into);
}

void blank_secrets(std::string& text, const std::vector<Secret>& secrets) {
  if (text.empty() || secrets.empty()) return;
  std::vector<Secret> needles = secrets;
  for (const auto& secret : secrets) {
    const std::string_view value = secret.reveal();
    if (const auto space = value.find(' '); space != std::string_view::npos)
      collect(value.substr(space + 1), needles);
  }
  for (std::size_t i = 0, plain = needles.size(); i < plain; ++i)
    collect(spi::percent_encode(needles[i].reveal()), needles);
  // The longest first, so that no secret is left half shown because a part of it was blanked before.
  std::sort(needles.begin(), needles.end(),
            [](const Secret& a, const Secret& b) { return a.reveal().size() > b.reveal().size(); });
  for (const auto& needle : needles) replace_all(text, needle.reveal());
}

}  // namespace vplatform::detail
