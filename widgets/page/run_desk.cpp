#include "widgets/page/run_desk.h"

#include <algorithm>

namespace lesson {

RunDesk::Entry* RunDesk::by_ticket(int ticket) {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.ticket == ticket; });
  return found == entries_.end() ? nullptr : &*found;
}

RunDesk::Entry* RunDesk::by_name(std::string_view name) {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.slot.name == name; });
  return found == entries_.end() ? nullptr : &*found;
}

const RunSlot* RunDesk::find(std::string_view name) const {
  const Entry* entry = const_cast<RunDesk*>(this)->by_name(name);
  return entry ? &entry->slot : nullptr;
}

void RunDesk::request(std::string_view name, RunRequest request, Urgency urgency) {
  // All that takes memory comes first: a request is taken whole or not at all, or its slot would wait for ever.
  std::optional<Entry> made;
  if (!by_name(name)) made.emplace().slot.name = name;
  entries_.reserve(entries_.size() + 1);
  orders_.reserve(orders_.size() + 2);
  auto arriving = std::make_shared<RunLog>();
  Order order{next_ticket_, std::string(name), request, urgency};
  cancel(name);

  Entry* const entry = made ? &entries_.emplace_back(std::move(*made)) : by_name(name);
  entry->slot.request = std::move(request);
  entry->slot.phase = RunPhase::waiting;
  entry->slot.problem.clear();
  entry->ticket = next_ticket_++;
  entry->arriving = std::move(arriving);
  orders_.push_back(std::move(order));
  touch();
}

void RunDesk::cancel(std::string_view name) {
  Entry* entry = by_name(name);
  if (!entry || (entry->slot.phase != RunPhase::waiting && entry->slot.phase != RunPhase::running)) return;
  // Not begun yet: the order is simply taken back.
  const auto gone = std::remove_if(orders_.begin(), orders_.end(),
                                   [&](const Order& order) { return order.ticket == entry->ticket && order.request; });
  if (gone == orders_.end())
    orders_.push_back({entry->ticket, entry->slot.name, std::nullopt, Urgency::now});
  else
    orders_.erase(gone, orders_.end());
  entry->ticket = 0;
  entry->arriving.reset();
  if (!entry->slot.log)
    entry->slot.phase = RunPhase::empty;
  else
    entry->slot.phase = entry->slot.log->finished() ? RunPhase::done : RunPhase::stopped;
  touch();
}

void RunDesk::drop(std::string_view name) {
  cancel(name);
  std::erase_if(entries_, [&](const Entry& entry) { return entry.slot.name == name; });
  touch();
}

std::optional<RunDesk::Order> RunDesk::take_order() {
  if (orders_.empty()) return std::nullopt;
  Order order = std::move(orders_.front());
  orders_.erase(orders_.begin());
  return order;
}

Result<void> RunDesk::packet(int ticket, std::span<const std::byte> bytes) {
  Entry* entry = by_ticket(ticket);
  if (!entry || !entry->arriving) return {};  // overtaken by a newer request
  const auto taken = entry->arriving->take(bytes);
  if (!taken) {
    fail(ticket, taken.error().message());
    return taken;
  }
  entry->slot.log = entry->arriving;
  entry->slot.phase = entry->arriving->finished() ? RunPhase::done : RunPhase::running;
  touch();
  return {};
}

void RunDesk::fail(int ticket, std::string problem) {
  Entry* entry = by_ticket(ticket);
  if (!entry) return;
  entry->slot.phase = RunPhase::failed;
  entry->slot.problem = std::move(problem);
  entry->arriving.reset();
  touch();
}

void RunDesk::set_available(bool available) {
  if (available_ != available) touch();
  available_ = available;
}

void RunDesk::set_loaded(double share) {
  if (loaded_ != share) touch();
  loaded_ = share;
}

}  // namespace lesson
