#pragma once
// The four kinds of attention in one joint softmax, and what cutting some of them leaves.
//
// Rows are queries, columns are keys, text rows first:
//
//                 text keys           image keys
//   text rows     text reads text     text reads image
//   image rows    image reads text    image reads image
//
// Papers disagree on "I2T" and "T2I"; the words above never do.

#include <array>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/shapes.h"

namespace lesson {

enum class Quadrant { text_reads_text, text_reads_image, image_reads_text, image_reads_image };

inline constexpr int kQuadrants = 4;

/// Identifiers as used in files, options and links, indexed by Quadrant.
inline constexpr std::array<const char*, kQuadrants> kQuadrantIds = {"text_reads_text", "text_reads_image",
                                                                     "image_reads_text", "image_reads_image"};

/// In words.
inline constexpr std::array<const char*, kQuadrants> kQuadrantNames = {"text reads text", "text reads image",
                                                                       "image reads text", "image reads image"};

/// Which quadrants are taken out before the softmax. Default: none.
struct QuadrantCut {
  std::array<bool, kQuadrants> cut = {false, false, false, false};

  bool has(Quadrant quadrant) const { return cut[static_cast<int>(quadrant)]; }
  void set(Quadrant quadrant, bool on = true) { cut[static_cast<int>(quadrant)] = on; }
  bool any() const { return cut[0] || cut[1] || cut[2] || cut[3]; }
  bool operator==(const QuadrantCut&) const = default;
};

/// Reads "image_reads_text,text_reads_image" (spaces allowed, empty = no cut).
/// Error names the unknown word and lists the four that exist.
Result<QuadrantCut> parse_quadrant_cut(std::string_view comma_list);

/// The inverse of parse_quadrant_cut, in the order of the enum.
std::string to_string(const QuadrantCut& cut);

/// Share of one head's weight in each quadrant, indexed by Quadrant. The shares add up to 1, or are
/// all 0 when every row is fully cut (no weight is left to share).
using QuadrantMass = std::array<double, kQuadrants>;

/// The mass that uniform attention would give: every row spreads its weight evenly over the keys
/// that the cut leaves it. Depends on token counts alone; show it beside every measured mass.
QuadrantMass uniform_quadrant_mass(const JointShape& shape, const QuadrantCut& cut = {});

}  // namespace lesson
