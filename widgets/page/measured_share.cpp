#include "widgets/page/measured_share.h"

#include <algorithm>

#include "core/io/json.h"
#include "core/text_format.h"

namespace lesson {

std::optional<MeasuredShare> measured_share(const Json& object, const std::string& name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_object()) return std::nullopt;
  const auto number = [&](const char* key) {
    const auto at = found->find(key);
    return at != found->end() && at->is_number() ? std::optional(at->get<double>()) : std::nullopt;
  };
  const auto value = number("value"), error = number("se"), pictures = number("n");
  if (!value || !error || !pictures) return std::nullopt;
  return MeasuredShare{*value, *error, static_cast<int>(std::clamp(*pictures, 0.0, 1e9))};
}

std::string share_words(const MeasuredShare& share) {
  return fixed_number(100 * share.value, 1) + " \u00B1 " + fixed_number(100 * share.standard_error, 1) + " %";
}

}  // namespace lesson
