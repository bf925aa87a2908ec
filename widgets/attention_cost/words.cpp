// What of the view is said and counted, by the parts on show.

#include "core/text_format.h"
#include "widgets/attention_cost/view.h"

namespace lesson {

namespace {

struct Rows {
  Table& table;

  void add(const char* what, const std::string& name, double x, double y) {
    table.rows.push_back({what, name, short_number(x), short_number(y)});
  }
  void add(const char* what, const std::vector<CostCurve>& curves) {
    for (const CostCurve& curve : curves)
      for (std::size_t i = 0; i < curve.x.size(); ++i) add(what, title_of(curve.way), curve.x[i], curve.y[i]);
  }
};

}  // namespace

Table numbers_of(const AttentionCostView& view, const MachineStudy& machine, const ShownParts& shown) {
  Table table{{"what", "series", view.x_label, view.y_label}, {}};
  Rows rows{table};
  if (shown.any("curves")) {
    rows.add("formula", view.curves);
    for (const CostMark& mark : view.published) rows.add("published", mark.name, mark.x, mark.y);
    for (const CostMark& mark : view.crossings) rows.add("crossing", "joint = self + cross", mark.x, mark.y);
  }
  if (shown.any("size")) rows.add("at this size", view.here_only);
  if (shown.any("machine")) {
    rows.add("formula, attention weights a head by side", view.head_entries);
    for (const MachinePoint& point : machine.points())
      rows.add("measured here, ms a head by side", title_of(point.way), point.side, 1e3 * point.seconds);
  }
  if (shown.any("held"))
    for (const HeldPart& part : view.parts)
      table.rows.push_back(
          {"held and run, %", part.name, short_number(100 * part.held, 4), short_number(100 * part.run, 4)});
  return table;
}

std::string describe(const AttentionCostView& view, const ShownParts& shown) {
  std::string text;
  const auto say = [&](PartList parts, const std::string& words) {
    if (shown.any(parts) && !words.empty()) text += (text.empty() ? "" : " ") + words;
  };
  say("curves size", view.summary);
  say("curves", view.crossing_note);
  say("held", view.held_sentence);
  say("machine",
      view.machine_sentence.empty() ? "This machine has not been measured yet: press Measure." : view.machine_sentence);
  return text;
}

}  // namespace lesson
