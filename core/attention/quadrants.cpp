#include "core/attention/quadrants.h"

#include <algorithm>

namespace lesson {

namespace {

std::string_view trimmed(std::string_view word) {
  const auto space = [](char c) { return c == ' ' || c == '\t'; };
  while (!word.empty() && space(word.front())) word.remove_prefix(1);
  while (!word.empty() && space(word.back())) word.remove_suffix(1);
  return word;
}

std::string all_quadrant_ids() {
  std::string list;
  for (const char* id : kQuadrantIds) list += (list.empty() ? "" : ", ") + std::string(id);
  return list;
}

}  // namespace

Result<QuadrantCut> parse_quadrant_cut(std::string_view comma_list) {
  QuadrantCut result;
  if (trimmed(comma_list).empty()) return result;
  while (true) {
    const auto comma = comma_list.find(',');
    const std::string_view word = trimmed(comma_list.substr(0, comma));
    const auto id = std::find(kQuadrantIds.begin(), kQuadrantIds.end(), word);
    if (id == kQuadrantIds.end()) {
      return Error{"unknown quadrant", "cut", "a comma list of " + all_quadrant_ids(),
                   "\"" + std::string(word) + "\"", "Spell the quadrants as listed, or leave cut out."};
    }
    result.cut[static_cast<std::size_t>(id - kQuadrantIds.begin())] = true;
    if (comma == std::string_view::npos) return result;
    comma_list.remove_prefix(comma + 1);
  }
}

std::string to_string(const QuadrantCut& cut) {
  std::string list;
  for (std::size_t i = 0; i < kQuadrants; ++i) {
    if (cut.cut[i]) list += (list.empty() ? "" : ",") + std::string(kQuadrantIds[i]);
  }
  return list;
}

QuadrantMass uniform_quadrant_mass(const JointShape& shape, const QuadrantCut& cut) {
  const double text = shape.text_tokens;
  const double image = shape.image_tokens;
  QuadrantMass mass = {};
  double live_rows = 0;
  const auto add_rows = [&](double rows, Quadrant on_text, Quadrant on_image) {
    const double text_keys = cut.has(on_text) ? 0 : text;
    const double image_keys = cut.has(on_image) ? 0 : image;
    if (rows == 0 || text_keys + image_keys == 0) return;
    live_rows += rows;
    mass[static_cast<std::size_t>(on_text)] = rows * text_keys / (text_keys + image_keys);
    mass[static_cast<std::size_t>(on_image)] = rows * image_keys / (text_keys + image_keys);
  };
  add_rows(text, Quadrant::text_reads_text, Quadrant::text_reads_image);
  add_rows(image, Quadrant::image_reads_text, Quadrant::image_reads_image);
  if (live_rows > 0) {
    for (double& share : mass) share /= live_rows;
  }
  return mass;
}

}  // namespace lesson
