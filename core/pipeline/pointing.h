#pragma once
// The attention heads that point best, one a direction: part of a weights file's config, and of a run's first packet.

#include <string>

#include "core/io/json_reader.h"

namespace lesson {

/// An attention head that points: found on some scenes, scored on others (tools/train/tinysd3/pointing.py).
struct PointingHead {
  int block = 0, head = 0;                  ///< 0-based
  double accuracy = 0, standard_error = 0;  ///< share of words whose strongest patch lies on the thing they name
  std::string reader;                       ///< whose row of the word was looked at: "clip", "t5", or "" for one row
  int words = 0;                            ///< scored
};
struct Pointing {
  double time = 0.5;  ///< looked at: the first step at or below this t
  PointingHead image_reads_text, text_reads_image;
};

/// Of a model with so many blocks and heads. Complains at the reader.
Pointing read_pointing(JsonReader& from, int blocks, int heads);
/// As it is read.
Json to_json(const Pointing& pointing);

}  // namespace lesson
