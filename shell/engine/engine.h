#pragma once
// Runs the model in a thread of its own and brings its packets to the widgets' desk. On a page the same is done by a
// worker (web/element/model); widgets cannot tell which.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/pipeline/tiny_sd3.h"
#include "widgets/run_desk.h"

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
  struct Delivery {
    int ticket = 0;
    std::vector<std::byte> packet;
    std::string problem;  ///< instead of a packet
  };
  void work();
  void compute(const RunDesk::Order& order);
  bool deliver(Delivery delivery);
  bool cancelled(int ticket);

  const TinySd3& model_;
  RunDesk& desk_;
  std::function<void()> wake_;

  mutable std::mutex mutex_;
  std::condition_variable news_;
  std::deque<RunDesk::Order> orders_;
  std::vector<int> cancelled_;
  std::vector<Delivery> deliveries_;
  bool stopping_ = false, computing_ = false;
  std::thread thread_;  // last: starts when all else is there
};

}  // namespace lesson
