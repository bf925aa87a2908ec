#include "shell/native/two_threads.h"

#include <future>
#include <memory>
#include <system_error>
#include <thread>

namespace lesson {

namespace {

/// Not valid where the system gives no further thread.
std::future<MatrixRM> in_a_thread(const std::function<MatrixRM()>& work) try {
  return std::async(std::launch::async, work);
} catch (const std::system_error&) {
  return {};
}

}  // namespace

std::function<void(Run&)> advance_in_two_threads() {
  if (std::thread::hardware_concurrency() < 2) return &Run::advance;
  return [scratch = std::make_shared<ForwardScratch>()](Run& run) {
    if (const auto half = run.other_half()) {
      const auto answer = [&] { return run.without_prompt().predict(*half, *scratch); };
      if (auto second = in_a_thread(answer); second.valid()) {
        run.begin_step();  // when it throws, `second` waits
        run.give(second.get());
      }
    }
    run.advance();
  };
}

}  // namespace lesson
