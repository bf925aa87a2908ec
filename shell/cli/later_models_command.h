#pragma once
// `lesson-cli later-models`: what came after SD3 and FLUX, from core/catalogue/later_models.h.
// JSON: [{title, year, reader, dual_blocks, single_blocks, blocks_note, modulation, source}]

#include <ostream>

namespace lesson::cli {

struct LaterModelsOptions {
  bool json = false;
};

/// Prints a line a model, or JSON. Cannot fail.
int run_later_models(const LaterModelsOptions& options, std::ostream& out);

}  // namespace lesson::cli
