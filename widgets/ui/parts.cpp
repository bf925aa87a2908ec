// What of a widget is on show, and which part its nodes belong to.

#include <algorithm>
#include <utility>

#include "widgets/ui/impl.h"

namespace lesson::ui {

namespace {

Rect around(const Rect& a, const Rect& b) {
  const float x = std::min(a.x, b.x), y = std::min(a.y, b.y);
  return {x, y, std::max(a.x + a.w, b.x + b.w) - x, std::max(a.y + a.h, b.y + b.h) - y};
}

}  // namespace

/// The group stands where the part is drawn first; what is drawn of it later, beside another, belongs to it as well.
void Ui::Impl::in_part(PartList list, Content<> content) {
  const auto declared = std::ranges::find(parts, list, &Part::id);
  const std::string outer = std::exchange(part, std::string(list));
  const std::string id = "part:" + part;
  auto group = std::ranges::find(nodes, id, &Node::id);
  std::size_t first = nodes.size();
  const bool begins = declared != parts.end() && group == nodes.end();
  if (begins) record(id, Role::group, declared->title, {});
  const std::size_t at = begins ? first++ : static_cast<std::size_t>(group - nodes.begin());
  content();
  part = outer;
  if (declared == parts.end()) return;
  if (begins && nodes.size() == first) return nodes.pop_back();  // nothing to see of it yet
  if (begins) nodes[at].rect = nodes[first].rect;
  for (std::size_t i = first; i < nodes.size(); ++i) nodes[at].rect = around(nodes[at].rect, nodes[i].rect);
}

bool Ui::shows(PartList parts) const { return !impl_->on_show || impl_->on_show->any(parts); }

void Ui::part(PartList parts, Content<> content) {
  if (shows(parts)) impl_->in_part(parts, content);
}

int Ui::part_tabs(std::string_view label, int& index, std::span<const std::string> options,
                  std::span<const PartList> parts) {
  std::vector<std::string> left;
  std::vector<int> places;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!shows(parts[i])) continue;
    left.push_back(options[i]);
    places.push_back(static_cast<int>(i));
  }
  const int drawn = impl_->on_show ? impl_->on_show->chosen(index, parts) : index;
  int tab = static_cast<int>(std::ranges::find(places, drawn) - places.begin());
  if (left.size() < 2 || !tabs(label, tab, left)) return drawn;
  return index = places[static_cast<std::size_t>(tab)];
}

}  // namespace lesson::ui
