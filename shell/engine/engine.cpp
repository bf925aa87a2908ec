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
    while (auto order = desk_.take_order()) {
      if (order->request)
        orders_.push_back(std::move(*order));
      else
        cancelled_.push_back(order->ticket);
    }
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

void Engine::work() {
  for (;;) {
    RunDesk::Order order;
    {
      std::unique_lock lock(mutex_);
      computing_ = false;
      news_.wait(lock, [&] { return stopping_ || !orders_.empty(); });
      if (stopping_) return;
      order = std::move(orders_.front());
      orders_.pop_front();
      computing_ = true;
    }
    compute(order);
  }
}

void Engine::compute(const RunDesk::Order& order) {
  auto run = Run::start(model_, *order.request);
  if (!run) {
    deliver({order.ticket, {}, run.error().message()});
    return;
  }
  if (!deliver({order.ticket, start_packet(run.value(), model_), {}})) return;
  while (!run.value().finished()) {
    if (cancelled(order.ticket)) return;
    run.value().advance();
    if (!deliver({order.ticket, step_packet(run.value()), {}})) return;
  }
  deliver({order.ticket, end_packet(run.value()), {}});
}

/// False when the engine is being taken down.
bool Engine::deliver(Delivery delivery) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return false;
    deliveries_.push_back(std::move(delivery));
  }
  if (wake_) wake_();
  return true;
}

bool Engine::cancelled(int ticket) {
  const std::lock_guard lock(mutex_);
  return stopping_ || std::erase(cancelled_, ticket) > 0;
}

}  // namespace lesson
