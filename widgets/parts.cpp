#include "widgets/parts.h"

#include <algorithm>

namespace lesson {

namespace {

/// Calls `each` with every name of the list until it answers false.
template <class F>
void for_each_name(PartList list, F&& each) {
  constexpr std::string_view kBetween = " ,";
  while (true) {
    const std::size_t begin = list.find_first_not_of(kBetween);
    if (begin == PartList::npos) return;
    const std::size_t end = list.find_first_of(kBetween, begin);
    if (!each(list.substr(begin, end - begin)) || end == PartList::npos) return;
    list.remove_prefix(end);
  }
}

std::uint32_t bit_of(std::span<const Part> declared, std::string_view name) {
  for (std::size_t i = 0; i < declared.size() && i < ShownParts::kMost; ++i) {
    if (name == declared[i].id) return std::uint32_t{1} << i;
  }
  return 0;
}

Error no_such_part(std::span<const Part> declared, std::string_view name) {
  std::string known;
  for (const Part& part : declared) known += (known.empty() ? "one or more of " : ", ") + std::string(part.id);
  return {.what = declared.empty() ? "this widget has no parts, it is shown whole" : "there is no such part",
          .where = "parts",
          .expected = known,
          .got = "'" + std::string(name) + "'",
          .next = {}};
}

}  // namespace

Result<ShownParts> ShownParts::of(std::span<const Part> declared, PartList list) {
  ShownParts shown;
  shown.declared_ = declared;
  std::string_view unknown;
  for_each_name(list, [&](std::string_view name) {
    const std::uint32_t bit = bit_of(declared, name);
    if (bit == 0) unknown = name;
    shown.shown_ |= bit;
    return bit != 0;
  });
  if (!unknown.empty()) return no_such_part(declared, unknown);
  return shown;
}

bool ShownParts::any(PartList list) const {
  bool found = whole();
  for_each_name(list, [&](std::string_view name) { return !(found = found || (bit_of(declared_, name) & shown_)); });
  return found;
}

std::string ShownParts::list() const {
  std::string names;
  if (whole()) return names;
  for (const Part& part : declared_) {
    if (any(part.id)) names += (names.empty() ? "" : " ") + std::string(part.id);
  }
  return names;
}

int ShownParts::chosen(int wanted, std::span<const PartList> things) const {
  const auto on_show = [this](PartList thing) { return any(thing); };
  if (wanted >= 0 && wanted < static_cast<int>(things.size()) && on_show(things[static_cast<std::size_t>(wanted)]))
    return wanted;
  const auto first = std::ranges::find_if(things, on_show);
  return first == things.end() ? wanted : static_cast<int>(first - things.begin());
}

}  // namespace lesson
