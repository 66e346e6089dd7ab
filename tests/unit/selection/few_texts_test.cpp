#include "selection/few_texts.hpp"

#include <string>

#include "support/catch.hpp"

using vplatform::detail::FewTexts;

TEST_CASE("of a few texts those are found that are among them, whatever their length") {
  for (std::size_t size = 0; size < 200; ++size) {
    const std::string text(size, 'n');
    const FewTexts texts({"acme", text, "initech"});
    CHECK(texts.hold(text));
    CHECK(texts.hold("acme"));
    CHECK(texts.hold("initech"));
    CHECK_FALSE(texts.hold("acne"));
    CHECK_FALSE(texts.hold(text + "n"));
    CHECK_FALSE(texts.hold(std::string(size + 64, 'n')));  // what tells lengths apart sees none here
    if (size > 0) CHECK_FALSE(texts.hold(std::string(size, 'm')));
  }
  CHECK_FALSE(FewTexts().hold(""));
}
