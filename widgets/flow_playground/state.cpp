#include "widgets/flow_playground/state.h"

#include <algorithm>
#include <cmath>

#include "core/text_format.h"

namespace lesson {

namespace {

Error misread(std::string_view got) {
  return Error{.what = "these are not points of the plane",
               .where = "points",
               .expected = "1 to 16 points \u201Cx,y\u201D with semicolons between, both within 2.4",
               .got = std::string(got.substr(0, 40)),
               .next = "Write \u201C-1,0.5; 1,0\u201D, or press in the plane."};
}

}  // namespace

bool is_own(const FlowPlaygroundState& state) { return state.world >= static_cast<int>(named_worlds().size()); }

TimestepSpec law_of(const FlowPlaygroundState& state) {
  const auto kind = static_cast<TimestepKind>(state.law);
  return {.kind = kind,
          .mean = static_cast<double>(state.mean),
          .scale = static_cast<double>(kind == TimestepKind::mode ? state.mode : state.scale),
          .shift = static_cast<double>(state.shift)};
}

Result<std::vector<Eigen::Vector2d>> parse_points(std::string_view text) {
  std::vector<Eigen::Vector2d> points;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (one.find_first_not_of(' ') == std::string_view::npos) continue;
    const std::size_t comma = std::min(one.find(','), one.size());
    const auto x = number_of(one.substr(0, comma));
    const auto y = comma < one.size() ? number_of(one.substr(comma + 1)) : std::nullopt;
    if (!x || !y || !(std::fabs(*x) <= kOwnPointReach) || !(std::fabs(*y) <= kOwnPointReach)) return misread(one);
    points.emplace_back(*x, *y);
  }
  if (points.empty()) return misread("none");
  if (points.size() > kMostOwnPoints) return misread(std::to_string(points.size()) + " points");
  return points;
}

std::string points_text(const std::vector<Eigen::Vector2d>& points) {
  std::string text;
  for (const Eigen::Vector2d& point : points)
    text += (text.empty() ? "" : "; ") + short_number(std::round(100 * point.x()) / 100) + "," +
            short_number(std::round(100 * point.y()) / 100);
  return text;
}

World world_of(const std::vector<Eigen::Vector2d>& points) {
  std::vector<GaussianComponent> parts;
  for (const Eigen::Vector2d& point : points) parts.push_back({1.0, point, kOwnPointSigma});
  return World::make("own", "Your own points", std::move(parts)).value();
}

}  // namespace lesson
