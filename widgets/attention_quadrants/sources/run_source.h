#pragma once
// The attention of the page's live run, as it arrives at the desk.

#include <memory>

#include "widgets/attention_quadrants/sources/source.h"
#include "widgets/page/run_desk.h"

namespace lesson {

/// Looks at the slot kPageRun of `desk`, which outlives the source. Arms with cross-attention have no joint attention:
/// their source says so instead of showing any.
std::unique_ptr<AttentionSource> make_run_source(const RunDesk& desk);

}  // namespace lesson
