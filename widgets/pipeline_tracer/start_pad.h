#pragma once
// The picture that a run may start from: 64 x 64 pixels that are drawn on, taken from a finished run, or opened from a
// file. Nothing here draws.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/pipeline/run.h"

namespace lesson {

inline constexpr int kPadSide = 64;  ///< pixels; what the tiny SD3 paints

struct PadColor {
  const char *id, *title;  ///< in states; for readers
  std::array<std::uint8_t, 3> rgb;
};
/// Of the small world: what its pictures are made of.
inline constexpr std::array<PadColor, 8> kPadColors = {{{"sky", "Sky", {135, 190, 235}},
                                                        {"sunset", "Sunset", {240, 150, 90}},
                                                        {"sand", "Sand", {235, 215, 160}},
                                                        {"water", "Water", {45, 110, 180}},
                                                        {"grass", "Grass", {80, 150, 70}},
                                                        {"white", "White", {250, 250, 250}},
                                                        {"red", "Red", {205, 50, 45}},
                                                        {"black", "Black", {30, 30, 35}}}};
struct PadBrush {
  const char *id, *title;
  int radius;  ///< pixels
};
inline constexpr std::array<PadBrush, 3> kPadBrushes = {
    {{"fine", "Fine", 1}, {"middle", "Middle", 3}, {"broad", "Broad", 7}}};

/// "red", "black", …: one word of each row.
template <class Row, std::size_t N>
std::vector<std::string> words_of(const std::array<Row, N>& rows, const char* Row::* word) {
  std::vector<std::string> words;
  for (const Row& row : rows) words.push_back(row.*word);
  return words;
}

class StartPad {
 public:
  StartPad();

  const Picture& picture() const { return picture_; }

  void fill(int color);
  /// A round dab of the brush; in pixels from the top left corner, which may lie outside.
  void dab(float x, float y, int color, int brush);
  /// Dabs all along the way.
  void stroke(float from_x, float from_y, float to_x, float to_y, int color, int brush);
  /// False where it is of another size; then nothing changes.
  bool take(const Picture& picture);
  /// A portable pixmap (P6, 8 bits) of the pad's size: what a host makes of a reader's file. Error: anything else.
  Result<void> read_pixmap(std::string_view name, std::span<const std::uint8_t> file);

 private:
  Picture picture_{kPadSide, kPadSide, {}};
};

}  // namespace lesson
