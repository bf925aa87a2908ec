#pragma once
// What a figure says of itself.

namespace lesson::ui {

/// Whether a picture is computed now, was computed before, or only shows an idea.
enum class Honesty { live, recorded, schematic, untrained };

}  // namespace lesson::ui
