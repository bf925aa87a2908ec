#pragma once
// Models that came after SD3 and FLUX.1: what they kept of the same ideas. Rows of text, not of shapes: no calculator
// works with them. As of 28 November 2026.

#include <span>

namespace lesson::catalogue {

struct LaterModel {
  const char* title;
  int year;
  const char* reader;       ///< what reads the prompt
  int dual_blocks;          ///< text and image with separate weights, one attention
  int single_blocks;        ///< all weights shared
  const char* blocks_note;  ///< "" where the two numbers say all
  const char* modulation;   ///< what the modulation is made from
  const char* source;
};

std::span<const LaterModel> later_models();

}  // namespace lesson::catalogue
