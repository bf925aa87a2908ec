#include "shell/native/engine.h"

#include <new>
#include <utility>

#include "shell/native/two_threads.h"

namespace lesson {

Engine::Engine(const TinySd3& model, RunDesk& desk, std::function<void()> wake)
    : desk_(desk), wake_(std::move(wake)), queue_(model, advance_in_two_threads()), thread_([this] { work(); }) {
  desk_.set_available(true);
  desk_.set_loaded(1);
}

Engine::~Engine() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  news_.notify_all();
  thread_.join();
}

bool Engine::pump() {
  std::vector<RunNews> arrived;
  {
    const std::lock_guard lock(mutex_);
    while (auto order = desk_.take_order()) orders_.push_back(std::move(*order));
    arrived.swap(arrived_);
  }
  news_.notify_all();
  for (const RunNews& news : arrived) {
    if (news.problem.empty())
      (void)desk_.packet(news.ticket, news.packet);  // the slot tells what broke
    else
      desk_.fail(news.ticket, news.problem);
  }
  return !arrived.empty();
}

bool Engine::busy() const {
  const std::lock_guard lock(mutex_);
  return computing_ || !orders_.empty() || !arrived_.empty();
}

bool Engine::wait() {
  std::unique_lock lock(mutex_);
  for (;;) {
    for (RunDesk::Order& order : std::exchange(orders_, {})) {
      if (order.request)
        queue_.start(order.ticket, std::move(*order.request), order.urgency);
      else
        queue_.cancel(order.ticket);
    }
    computing_ = queue_.turn() != 0;
    if (stopping_ || computing_) return !stopping_;
    news_.wait(lock, [this] { return stopping_ || !orders_.empty(); });
  }
}

void Engine::work() {
  while (wait()) deliver(advance());
}

RunNews Engine::advance() try { return queue_.advance(); } catch (const std::bad_alloc&) {
  const int ticket = queue_.turn();
  queue_.cancel(ticket);
  return {ticket, {}, true, "There is not enough memory for this run: close other programs, or run fewer steps."};
}

void Engine::deliver(RunNews news) {
  {
    const std::lock_guard lock(mutex_);
    arrived_.push_back(std::move(news));
  }
  if (wake_) wake_();
}

}  // namespace lesson
