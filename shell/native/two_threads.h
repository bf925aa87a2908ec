#pragma once
// Guidance's two halves of a step at once, in two threads: twice the steps a second where there are two cores.

#include <functional>

#include "core/pipeline/run.h"

namespace lesson {

/// Run::advance with the half without the prompt in another thread. The same numbers; where there is one core, or
/// nothing to halve, it is Run::advance.
std::function<void(Run&)> advance_in_two_threads();

}  // namespace lesson
