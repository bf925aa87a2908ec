#pragma once
// The picture that a run may start from: 64 x 64 pixels that are drawn on, taken from a finished run, or opened from a
// file. Nothing here draws.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/pipeline/run.h"

namespace lesson {

inline constexpr int kPadSide = 64;  ///< pixels; what the tiny SD3 paints

struct PadColor {
  const char* name;
  std::array<std::uint8_t, 3> rgb;
};
/// Of the small world: what its pictures are made of.
inline constexpr std::array<PadColor, 8> kPadColors = {{{"sky", {135, 190, 235}},
                                                        {"sunset", {240, 150, 90}},
                                                        {"sand", {235, 215, 160}},
                                                        {"water", {45, 110, 180}},
                                                        {"grass", {80, 150, 70}},
                                                        {"white", {250, 250, 250}},
                                                        {"red", {205, 50, 45}},
                                                        {"black", {30, 30, 35}}}};
inline constexpr std::array<int, 3> kPadBrushes = {1, 3, 7};  ///< radii in pixels

class StartPad {
 public:
  StartPad() : rgb_(3 * kPadSide * kPadSide) { fill(0); }

  const std::vector<std::uint8_t>& rgb() const { return rgb_; }  ///< row by row
  unsigned revision() const { return revision_; }                ///< counts changes

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
  std::vector<std::uint8_t> rgb_;
  unsigned revision_ = 0;
};

}  // namespace lesson
