// A widget is the sum of its parts: each alone is drawn, told and counted, and together they are the whole.

#include "widgets/parts.h"

#include <algorithm>
#include <set>
#include <utility>

#include "tests/widgets/driver.h"
#include "tests/widgets/page/answered_runs.h"
#include "tests/widgets/tree.h"

using namespace lesson;
using namespace lesson::testing;
using ui::Role;

namespace {

constexpr Part kThree[] = {{"map", "A map"}, {"token", "A token"}, {"cut", "A cut"}};

ShownParts parts_of(PartList list) {
  const auto shown = ShownParts::of(kThree, list);
  INFO(list);
  REQUIRE(shown);
  return shown.value();
}

RunRequest two_steps() {
  RunRequest request;
  request.prompt = PageState().prompt;
  request.steps = 2;
  return request;
}

/// A page on which the tiny SD3 has run and a word is chosen: everything that a widget may show is there.
struct Page {
  RunDesk desk;
  Driver driver;
  float tallest = 0;  ///< of all tabs, after seen()

  Page(const char* id, PartList parts) : driver(id) {
    driver.input.width = 320;  // columns under one another: what they hold is as wide alone as in the whole
    driver.page.desk = &desk;
    driver.page.token = 2;
    desk.set_available(true);
    desk.set_loaded(1);
    desk.request(kPageRun, two_steps());
    const int ticket = desk.take_order()->ticket;
    for (const auto& packet : packets()) give(desk, ticket, packet);
    REQUIRE(driver.owned->show_parts(parts));
    driver.page.touch();
    driver.settle(2000);
  }

  /// Of one run, computed once for all tests.
  static const std::vector<std::vector<std::byte>>& packets() {
    static const auto all = [] {
      auto run = Run::start(tiny_sd3(), two_steps());
      REQUIRE(run);
      std::vector<std::vector<std::byte>> sent = {start_packet(run.value(), tiny_sd3())};
      while (!run.value().finished()) {
        run.value().advance();
        sent.push_back(step_packet(run.value()));
      }
      sent.push_back(end_packet(run.value()));
      return sent;
    }();
    return all;
  }

  Widget& widget() { return *driver.owned; }

  /// Role and name of everything to be seen, in every tab. What chooses among parts, and groups, are no part's own.
  std::set<std::pair<Role, std::string>> seen() {
    std::set<std::pair<Role, std::string>> found;
    std::set<std::string> tabs = {""};
    for (const ui::Node& node : driver.frame_of->semantics()) {
      if (node.role == Role::tab) tabs.insert(node.id);
    }
    for (const std::string& tab : tabs) {
      if (!tab.empty()) driver.act(tab, "press");
      driver.settle(2000);
      tallest = std::max(tallest, driver.frame_of->height());
      for (const ui::Node& node : driver.frame_of->semantics()) {
        if (node.role != Role::tab && node.role != Role::group) found.insert({node.role, node.name});
      }
    }
    return found;
  }
};

/// The widgets that have parts, and each of them.
template <class F>
void for_each_part(F&& each) {
  int widgets = 0;
  for (const WidgetInfo& info : widget_registry()) {
    PageState shared;
    const auto widget = info.make(shared);
    widgets += !widget->parts().empty();
    for (const Part& part : widget->parts()) {
      INFO(info.id << ", part " << part.id);
      each(info.id, part);
    }
  }
  CHECK(widgets >= 6);
}

/// "map token" names "token".
bool names(const std::string& list, const std::string& part) {
  return (" " + list + " ").find(" " + part + " ") != std::string::npos;
}

}  // namespace

TEST_CASE("A list names parts in any order, an empty one stands for all", "[parts]") {
  CHECK(parts_of("").whole());
  CHECK(parts_of(" , ").whole());
  CHECK(parts_of("").any("map"));
  CHECK(parts_of("").list().empty());
  CHECK(parts_of("cut,map").list() == "map cut");
  CHECK(parts_of("  map   cut ").any("token cut"));
  CHECK_FALSE(parts_of("map cut").any("token"));
  CHECK(ShownParts().any("whatever a widget asks for"));
}

TEST_CASE("A part that there is none of is refused with those that there are", "[parts]") {
  const auto refused = ShownParts::of(kThree, "map maps");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message() ==
        "parts: there is no such part (expected one or more of map, token, cut, got 'maps').");
  CHECK(ShownParts::of({}, "map").error().message() ==
        "parts: this widget has no parts, it is shown whole (got 'map').");
  CHECK(ShownParts::of({}, ""));
}

TEST_CASE("Of things that stand for parts the wanted one is chosen where it is on show", "[parts]") {
  const PartList tabs[] = {"map token", "cut"};
  CHECK(parts_of("").chosen(1, tabs) == 1);
  CHECK(parts_of("token").chosen(1, tabs) == 0);
  CHECK(parts_of("cut").chosen(0, tabs) == 1);
  CHECK(parts_of("token").chosen(-1, tabs) == 0);
}

TEST_CASE("Parts are declared with a name and a title each", "[parts]") {
  for (const WidgetInfo& info : widget_registry()) {
    PageState shared;
    const auto widget = info.make(shared);
    std::set<std::string> ids;
    CHECK(widget->parts().size() <= ShownParts::kMost);
    for (const Part& part : widget->parts()) {
      INFO(info.id << ", part " << part.id);
      CHECK(ids.insert(part.id).second);
      CHECK(std::string(part.id).find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos);
      CHECK(std::string(part.title).size() > 3);
    }
  }
}

TEST_CASE("Every part alone is drawn, said and counted, on a phone and a desk, light and dark", "[parts]") {
  for_each_part([](const char* id, const Part& part) {
    Page page(id, part.id);
    CHECK(page.widget().shown().list() == part.id);
    for (const float width : {320.0f, 760.0f}) {
      for (const bool dark : {false, true}) {
        page.driver.input.width = width;
        ui::Theme theme = dark ? ui::dark_theme() : ui::light_theme();
        theme.touch = width < 400;
        page.driver.frame_of->set_theme(theme);
        page.driver.settle(60);
        check_tree(page.driver, width);
      }
    }
    const auto& nodes = page.driver.frame_of->semantics();
    CHECK(std::ranges::any_of(nodes, [&](const ui::Node& node) { return names(node.part, part.id); }));
    CHECK(std::ranges::all_of(nodes,
                              [&](const ui::Node& node) { return node.part.empty() || names(node.part, part.id); }));
    CHECK(page.widget().describe().size() > 40);
    const Table table = page.widget().table();
    CHECK(table.columns.size() >= 2);
    const bool of_own_runs = table.columns.front() == "series";  // see step_count/pictures_test.cpp
    CHECK(table.rows.empty() == of_own_runs);
    for (const auto& row : table.rows) CHECK(row.size() == table.columns.size());
  });
}

TEST_CASE("The whole is the sum of its parts", "[parts]") {
  for (const WidgetInfo& info : widget_registry()) {
    Page whole(info.id, "");
    if (whole.widget().parts().empty()) continue;
    const auto seen = whole.seen();
    std::set<std::pair<Role, std::string>> sum;
    for (const Part& part : whole.widget().parts()) {
      INFO(info.id << ", part " << part.id);
      Page alone(info.id, part.id);
      sum.merge(alone.seen());
      CHECK(alone.tallest < whole.tallest);
    }
    for (const auto& [role, name] : seen) {
      INFO(info.id << ": of the whole, in no part: " << to_string(role) << " \"" << name << "\"");
      CHECK(sum.contains({role, name}));
    }
    for (const auto& [role, name] : sum) {
      INFO(info.id << ": of a part, not in the whole: " << to_string(role) << " \"" << name << "\"");
      CHECK(seen.contains({role, name}));
    }
  }
}

TEST_CASE("Tabs over parts offer those on show, and none where there is no choice", "[parts]") {
  Page two("attention-quadrants", "compare token");
  CHECK(two.driver.has("View/One token"));
  CHECK(two.driver.has("View/Compare"));
  CHECK_FALSE(two.driver.has("View/Cut"));
  two.driver.click("View/Compare");
  CHECK(two.driver.state().find(R"("view":"compare")") != std::string::npos);

  Page one("attention-quadrants", "compare");
  CHECK_FALSE(one.driver.has("View/Compare"));
  CHECK(one.driver.has("Tab/Joint attention"));
  CHECK(one.driver.state().find(R"("view":"token")") != std::string::npos);  // the state is the learner's
}

TEST_CASE("What belongs to one part stands in a group of its title", "[parts]") {
  Page page("pipeline-tracer", "");
  CHECK(page.driver.node("part:stages").name == "The thirteen steps");
  CHECK(page.driver.node("The 13 stages").part == "stages");
  CHECK(page.driver.node("Step shown").part == "loop guidance");
  const ui::Rect group = page.driver.node("part:stages").rect, inside = page.driver.node("The 13 stages").rect;
  CHECK(group.y <= inside.y);
  CHECK(group.y + group.h >= inside.y + inside.h);
}

TEST_CASE("Words and numbers are of the parts on show", "[parts]") {
  const auto kinds = [](Page&& page) {
    std::set<std::string> found;
    for (const auto& row : page.widget().table().rows) found.insert(row.front());
    return found;
  };
  CHECK(kinds({"attention-quadrants", "map"}) == std::set<std::string>{"quadrant"});
  CHECK(kinds({"attention-quadrants", "compare"}) == std::set<std::string>{"weights per head", "FLOP per block"});
  CHECK(kinds({"attention-cost", "held"}) == std::set<std::string>{"held and run, %"});
  CHECK(kinds({"attention-cost", "size"}) == std::set<std::string>{"at this size"});
  CHECK(kinds({"attention-cost", "curves"}) == std::set<std::string>{"formula", "published", "crossing"});
  CHECK(Page("flow-playground", "pairs").widget().table().columns.front() == "pair");
  CHECK(Page("flow-playground", "reflow").widget().table().columns.front() == "round");
  CHECK(kinds({"encoder-shapes", "parameters cost"}) == std::set<std::string>{"parameters", "cost"});
  CHECK(Page("pipeline-tracer", "stage").widget().table().rows.size() == 1);
  CHECK(Page("step-count", "schedule").widget().table().columns.front() == "level");
  CHECK(Page("step-count", "distance").widget().table().columns.front() == "series");

  CHECK(Page("attention-cost", "held").widget().describe().find("TFLOP") == std::string::npos);
  CHECK(Page("attention-cost", "machine").widget().describe() ==
        "This machine has not been measured yet: press Measure.");
  CHECK(Page("flow-playground", "time").widget().describe().find("half of all times") != std::string::npos);
  CHECK(Page("attention-quadrants", "compare").widget().describe().find("IP-Adapter") != std::string::npos);
  CHECK(Page("attention-quadrants", "map").widget().describe().find("reads most") == std::string::npos);
  CHECK(Page("attention-quadrants", "token").widget().describe().find("reads most") != std::string::npos);
  CHECK(Page("encoder-shapes", "cost").widget().describe().find("Text:") == std::string::npos);
}
