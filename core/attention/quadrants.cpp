#include "core/attention/quadrants.h"

#include "core/comma_list.h"

namespace lesson {

Result<QuadrantCut> parse_quadrant_cut(std::string_view comma_list) {
  QuadrantCut cut;
  const auto unknown = parse_comma_list(comma_list, kQuadrantIds, cut.cut);
  if (!unknown) return cut;
  return Error{"unknown quadrant", "cut", "a comma list of " + join_words(kQuadrantIds), "\"" + *unknown + "\"",
               "Spell the quadrants as listed, or leave cut out."};
}

std::string to_string(const QuadrantCut& cut) { return to_comma_list(kQuadrantIds, cut.cut); }

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
