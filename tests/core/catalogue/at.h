#pragma once
// A checked setting, or a failed test.

#include <catch_amalgamated.hpp>

#include "core/catalogue/models.h"

namespace lesson::catalogue {

inline Setting at(std::string_view model, std::optional<int> image_px = {}, std::optional<int> text_tokens = {}) {
  Result<Setting> setting = make_setting(model, image_px, text_tokens);
  INFO(model);
  if (!setting) FAIL(setting.error().message());
  return setting.value();
}

}  // namespace lesson::catalogue
