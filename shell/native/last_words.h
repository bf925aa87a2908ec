#pragma once
// What a native program says when C++ ends it: memory that runs out while something is being undone cannot be told by
// an exception (nlohmann-json takes some to destroy a value).

namespace lesson {

/// From now on `program` ends in a sentence and exit status 1 where std::terminate finds that there was no memory.
/// `program` must outlive everything.
void end_in_words(const char* program);

}  // namespace lesson
