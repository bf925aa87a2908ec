// A run request: refused in words, or the same again when printed, and within its ranges once it has been validated.
#include "core/pipeline/run_request.h"

#include <algorithm>

#include "core/io/json.h"
#include "tests/fuzz/model.h"
#include "tests/fuzz/target.h"

namespace lesson::fuzz {

namespace {

void in_range(const RunRequest& request) {
  expect(request.steps >= 1 && request.steps <= kMaxRunSteps && request.prompt.size() <= kMaxPromptBytes);
  expect(request.guidance >= 0 && request.guidance <= kMaxGuidance);
  expect(request.shift >= kMinShift && request.shift <= kMaxShift);
  const DenoiserShape& shape = model().denoiser(request.model)->net.shape;
  expect(std::ranges::all_of(request.cut.blocks, [&](int block) { return block >= 0 && block < shape.blocks; }));
  const int tokens = shape.context + shape.image_tokens();
  expect(std::ranges::all_of(request.trace.rows, [&](int row) { return row >= 0 && row < tokens; }));
}

}  // namespace

void request(Bytes bytes) {
  const auto read = request_from_json(text_of(bytes), model());
  if (!read) return expect_words(read.error());
  const Json printed = to_json(read.value());
  const auto again = request_from(printed, RunRequest{});
  expect(again && to_json(again.value()) == printed);
  if (const auto valid = validate(read.value(), model()); !valid) return expect_words(valid.error());
  in_range(read.value());
}

}  // namespace lesson::fuzz
