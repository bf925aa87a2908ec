#pragma once
// Where the map's cells lie on the screen. Pure arithmetic.

namespace lesson {

/// What part of the map is seen: `zoom` times larger than all of it, centred on (x, y), shares of the whole.
struct MapView {
  float zoom = 1, x = 0.5f, y = 0.5f;
  bool operator==(const MapView&) const = default;
};

inline constexpr float kLargestCell = 30;  ///< CSS pixels of a cell at the end of the zoom

/// One axis of the map in CSS pixels: where cells lie, with a gap between text and image.
struct MapAxis {
  float origin = 0, length = 0;  ///< pixels
  float first = 0, span = 1;     ///< cells seen
  int border = 0;                ///< T
  float gap = 0;                 ///< pixels between cell T-1 and cell T; 0 when the border is out of sight

  float cell_size() const { return (length - gap) / span; }
  float at(float cell) const;     ///< left edge of a cell
  float cell(float pixel) const;  ///< not clamped; inside the gap it is T
};
MapAxis axis_for(float origin, float length, int cells, int border, float zoom, float center);

/// Level whose groups are about as large as a CSS pixel.
int level_for(float cell_size, int levels);

/// The centre nearest to `center` at which nothing beyond the map is seen.
float clamp_center(float center, float zoom);

/// The zoom at which a cell is kLargestCell wide.
float largest_zoom(float length, int cells);

}  // namespace lesson
