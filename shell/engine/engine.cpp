#include "shell/engine/engine.h"

#include <algorithm>

#include "core/pipeline/run_packet.h"

namespace lesson {

Engine::Engine(const TinySd3& model, RunDesk& desk, std::function<void()> wake)
    : model_(model), desk_(desk), wake_(std::move(wake)), thread_([this] { work(); }) {
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
  std::vector<Delivery> arrived;
  {
    const std::lock_guard lock(mutex_);
    while (auto order = desk_.take_order()) orders_.push_back(std::move(*order));
    arrived.swap(deliveries_);
  }
  news_.notify_all();
  for (const Delivery& delivery : arrived) {
    if (delivery.problem.empty())
      (void)desk_.packet(delivery.ticket, delivery.packet);  // the slot tells what broke
    else
      desk_.fail(delivery.ticket, delivery.problem);
  }
  return !arrived.empty();
}

bool Engine::busy() const {
  const std::lock_guard lock(mutex_);
  return computing_ || !orders_.empty() || !deliveries_.empty();
}

Engine::Job* Engine::next_job() {
  std::unique_lock lock(mutex_);
  for (;;) {
    for (RunDesk::Order& order : orders_) {
      if (order.request)
        jobs_.push_back({std::move(order), std::nullopt});
      else
        std::erase_if(jobs_, [&](const Job& job) { return job.order.ticket == order.ticket; });
    }
    orders_.clear();
    computing_ = !jobs_.empty();
    if (stopping_) return nullptr;
    if (computing_) break;
    news_.wait(lock, [&] { return stopping_ || !orders_.empty(); });
  }
  const auto wanted = std::ranges::find_if(jobs_, [](const Job& job) { return job.order.urgency == Urgency::now; });
  return wanted == jobs_.end() ? &jobs_.front() : &*wanted;
}

void Engine::work() {
  while (Job* job = next_job()) {
    if (go_on(*job)) continue;
    std::erase_if(jobs_, [&](const Job& other) { return &other == job; });
  }
}

bool Engine::go_on(Job& job) {
  const int ticket = job.order.ticket;
  if (!job.run) {
    auto run = Run::start(model_, *job.order.request);
    if (!run) {
      deliver({ticket, {}, run.error().message()});
      return false;
    }
    job.run = std::move(run).value();
    deliver({ticket, start_packet(*job.run, model_), {}});
    return true;
  }
  if (job.run->finished()) {
    deliver({ticket, end_packet(*job.run), {}});
    return false;
  }
  job.run->advance();
  deliver({ticket, step_packet(*job.run), {}});
  return true;
}

void Engine::deliver(Delivery delivery) {
  {
    const std::lock_guard lock(mutex_);
    deliveries_.push_back(std::move(delivery));
  }
  if (wake_) wake_();
}

}  // namespace lesson
