#pragma once
// Turns the model's run queue in a thread of its own and brings its packets to the widgets' desk. On a page a worker
// does the same (web/element/model); widgets cannot tell which.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "core/pipeline/run_queue.h"
#include "widgets/page/run_desk.h"

namespace lesson {

class Engine {
 public:
  /// `model` and `desk` outlive the engine. `wake` is called from the thread when pump() has something to do.
  Engine(const TinySd3& model, RunDesk& desk, std::function<void()> wake = {});
  ~Engine();  ///< waits for the step under way
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// On the desk's thread, once a frame: takes its orders, delivers what was computed. True when anything arrived.
  bool pump();
  /// A run is under way or waiting.
  bool busy() const;

 private:
  void work();
  bool wait();        ///< until a run wants its turn; false when the engine is being taken down
  RunNews advance();  ///< of the queue; a run that finds no memory ends in words, and its memory goes
  void deliver(RunNews news);

  RunDesk& desk_;
  std::function<void()> wake_;

  mutable std::mutex mutex_;
  std::condition_variable news_;
  std::vector<RunDesk::Order> orders_;
  std::vector<RunNews> arrived_;
  bool stopping_ = false, computing_ = false;
  RunQueue queue_;      // the thread's own
  std::thread thread_;  // last: starts when all else is there
};

}  // namespace lesson
