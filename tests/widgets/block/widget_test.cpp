// The block widget: its numbers are the run's own, it asks for a trace only when the reader does, and what is counted
// is shown only once the reader has counted.

#include "widgets/block/widget.h"

#include <algorithm>
#include <catch_amalgamated.hpp>
#include <cmath>

#include "tests/widgets/driver.h"
#include "tests/widgets/page/computed_runs.h"
#include "widgets/ui/painter.h"

using namespace lesson;
using namespace lesson::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr const char* kPrompt = "a crane near a river";

RunRequest short_run() {
  RunRequest request;
  request.prompt = kPrompt;
  request.steps = 2;
  return request;
}

/// A page with the widget and a finished run of somebody else's.
struct Bench {
  RunDesk desk;
  PageState shared;
  BlockWidget block{shared};

  explicit Bench(const RunRequest& request = short_run()) {
    shared.desk = &desk;
    shared.prompt = kPrompt;
    make_ready(desk);
    desk.request(kPageRun, request);
    REQUIRE(compute(desk) == 1);
  }

  const RunLog& page() { return *desk.find(kPageRun)->log; }
  /// With everything traced, at the step and block given.
  BlockView view(int step = 1, int at = 1) {
    shared.step = step;
    shared.block = at;
    const RunRequest wanted = with_trace(page().request(), trace_of(block.state, shared, page()));
    TracedRun traced;
    traced.follow();
    traced.want(desk, wanted);
    compute(desk);
    const auto log = traced.log(desk, wanted);
    REQUIRE(log);
    return build_view(block.state, shared, &page(), log.get());
  }
};

double gap(const std::vector<float>& a, const RowVectorF& b) {
  REQUIRE(static_cast<Eigen::Index>(a.size()) == b.size());
  return static_cast<double>((Eigen::Map<const RowVectorF>(a.data(), b.size()) - b).cwiseAbs().maxCoeff());
}

bool has_text(const Driver& driver, const std::string& text) {
  return std::ranges::any_of(driver.frame_of->semantics(),
                             [&](const ui::Node& node) { return node.name.find(text) != std::string::npos; });
}

}  // namespace

TEST_CASE("The path's ends are the rows of the run itself", "[block]") {
  Bench bench;
  const int word = 2, patch = bench.page().shape().context + 136;
  const BlockView first = bench.view(1, 0), last = bench.view(1, 3);
  CHECK(first.traced);
  CHECK(first.at.rows == std::array{word, patch});
  CHECK(first.at.names[0] == "\u201Ccrane\u201D");
  CHECK(first.at.names[1] == "patch 9, 9");
  const MatrixRM& enters = bench.page().stages()[6].tensor;  // 7: concatenated
  const MatrixRM& leaves = bench.page().stages()[7].tensor;  // 8: after all blocks
  CHECK(gap(first.path[0].numbers[0], enters.row(word)) == 0);
  CHECK(gap(first.path[0].numbers[1], enters.row(patch)) == 0);
  CHECK(gap(last.path[12].numbers[1], leaves.row(patch)) == 0);
}

TEST_CASE("Stages follow from one another", "[block]") {
  Bench bench;
  const BlockView view = bench.view();
  for (std::size_t of = 0; of < 2; ++of) {
    const auto stage = [&](std::size_t i) {
      const std::vector<float>& numbers = view.path[i].numbers[of];
      return RowVectorF(Eigen::Map<const RowVectorF>(numbers.data(), static_cast<Eigen::Index>(numbers.size())));
    };
    CHECK((stage(0) + stage(7) - stage(8)).norm() < 1e-4f * stage(8).norm());
    CHECK((stage(8) + stage(11) - stage(12)).norm() < 1e-4f * stage(12).norm());
    CHECK(stage(5).sum() == Catch::Approx(1).margin(1e-4));
    CHECK(stage(10).size() == 512);
  }
}

TEST_CASE("A weight is the softmax of the product shown, and the run's recorded weight", "[block]") {
  Bench bench;
  bench.shared.head = 2;
  bench.block.state.key = 5;
  for (const int query : {0, 1}) {
    bench.block.state.query = query;
    const BlockView view = bench.view();
    const WeightView& weight = view.weight;
    const int row = view.at.rows[static_cast<std::size_t>(query)];
    const MatrixRM recorded = bench.page().record().rows(1, 1, 2, AttentionKind::joint, row, 1);
    CHECK(weight.weight == Catch::Approx(static_cast<double>(recorded(0, 5))).margin(3e-4));
    CHECK(weight.text.size() + weight.image.size() == static_cast<std::size_t>(recorded.cols()));
    const auto& entry = bench.page().record().entry(1, 1, AttentionKind::joint);
    const MatrixRM q = entry.q.columns(64, 32), k = entry.k.columns(64, 32);
    double dot = 0, sum = 0;
    for (std::size_t i = 0; i < 32; ++i) dot += static_cast<double>(weight.q[i]) * static_cast<double>(weight.k[i]);
    CHECK(weight.dot == Catch::Approx(dot).margin(1e-3));
    for (Eigen::Index key = 0; key < k.rows(); ++key)
      sum += std::exp(static_cast<double>(q.row(row).dot(k.row(key))) / std::sqrt(32.0) - weight.score);
    CHECK(weight.weight == Catch::Approx(1 / sum).margin(3e-4));
    CHECK(weight.others == Catch::Approx(sum - 1).epsilon(0.02));
    CHECK_THAT(weight.sentence, ContainsSubstring("row 6"));
  }
}

TEST_CASE("A row of weights needs no trace: the record has it", "[block]") {
  Bench bench;
  bench.shared.step = 1;
  const BlockView view = build_view(bench.block.state, bench.shared, &bench.page(), nullptr);
  CHECK(view.started);
  CHECK_FALSE(view.traced);
  CHECK(view.weight.key >= 0);
  CHECK(view.path[0].numbers[0].empty());
  CHECK_THAT(describe(view, bench.block.state, {}), ContainsSubstring("of its row to"));
}

TEST_CASE("All gates at zero leave every number as it came", "[block]") {
  Bench bench;
  bench.block.state.gates = 0;
  const BlockView none = bench.view(0, 2);
  for (const auto& change : none.identity.change) CHECK(std::ranges::all_of(change, [](float x) { return x == 0; }));
  CHECK_THAT(none.identity.sentence, ContainsSubstring("is the identity"));
  bench.block.state.gates = 1;
  const BlockView whole = bench.view(0, 2);
  for (std::size_t of = 0; of < 2; ++of) {
    const auto& enters = whole.path[0].numbers[of];
    const auto& leaves = whole.path[12].numbers[of];
    CHECK(length_of(whole.identity.change[of]) > 0.01 * length_of(enters));
    for (std::size_t i = 0; i < enters.size(); ++i)
      CHECK(enters[i] + whole.identity.change[of][i] == Catch::Approx(leaves[i]).margin(1e-3));
    CHECK(std::ranges::is_sorted(whole.identity.distances[of]));
  }
}

TEST_CASE("The last block's text ends with its keys and values", "[block]") {
  Bench bench;
  const BlockView last = bench.view(1, 3), inner = bench.view(1, 2);
  for (std::size_t i = 0; i < last.path.size(); ++i) {
    CHECK(last.path[i].ends[0] == (i > 6));
    CHECK_FALSE(last.path[i].ends[1]);
    CHECK_FALSE(inner.path[i].ends[0]);
  }
  CHECK(last.gates[0].values.empty());
  CHECK(last.gates[1].sizes.size() == 2);
  CHECK(inner.gates[0].values.size() == 2 * 128);
  CHECK_THAT(last.identity.sentence, ContainsSubstring("has no gates"));
  CHECK_THAT(describe(last, bench.block.state, {}), ContainsSubstring("not for \u201Ccrane\u201D"));
}

TEST_CASE("The same rows go through a single stream", "[block]") {
  Bench bench;
  const BlockView own = bench.view();
  bench.block.state.kind = 1;
  const BlockView single = bench.view();
  CHECK(single.at.single);
  CHECK(single.path[0].numbers == own.path[0].numbers);
  CHECK(single.path[2].numbers[0] != own.path[2].numbers[0]);
  for (std::size_t i = 7; i <= 9; ++i) CHECK((single.path[i].ends[0] && single.path[i].ends[1]));
  const auto& enters = single.path[0].numbers[1];
  for (std::size_t i = 0; i < enters.size(); ++i) {
    CHECK(enters[i] + single.path[11].numbers[1][i] == Catch::Approx(single.path[12].numbers[1][i]).margin(2e-3));
  }
  CHECK(single.gates[1].values.empty());  // one gate for both
  CHECK_THAT(describe(single, bench.block.state, {}), ContainsSubstring("no model was trained in"));
}

TEST_CASE("Nothing is traced before the reader asks; then a press follows what is chosen", "[block][ui]") {
  Bench bench;
  Driver driver(bench.block);
  CHECK(compute(bench.desk) == 0);
  CHECK_THAT(bench.block.describe(), ContainsSubstring("Not traced yet"));
  driver.act("Trace", "press");
  CHECK(compute(bench.desk) == 1);
  driver.frame_of->invalidate();
  CHECK(driver.settle() < 10);
  CHECK_FALSE(driver.has("Trace"));
  CHECK_THAT(bench.block.describe(), ContainsSubstring("of length"));
  driver.act("Words/river", "press");
  CHECK(bench.block.state.word == 5);
  CHECK(compute(bench.desk) == 1);
  bench.shared.token = bench.page().shape().context + 7;  // a patch chosen in another figure
  driver.frame_of->invalidate();
  driver.settle();
  CHECK(bench.block.state.patch == 7);
  CHECK(bench.block.state.word == 5);
  CHECK(compute(bench.desk) == 1);
  CHECK(compute(bench.desk) == 0);
}

TEST_CASE("Run computes the page's run and its trace", "[block][ui]") {
  RunDesk desk;
  PageState shared;
  shared.desk = &desk;
  shared.prompt = kPrompt;
  make_ready(desk);
  desk.request(kPageRun, short_run());  // sets the number of steps of those to come
  compute(desk);
  BlockWidget block(shared);
  Driver driver(block);
  driver.act("Run", "press");
  int runs = 0;
  for (int round = 0; round < 3; ++round) {
    runs += compute(desk);
    driver.frame_of->invalidate();
    driver.settle();
  }
  CHECK(runs >= 2);
  CHECK_THAT(block.describe(), ContainsSubstring("of length"));
}

TEST_CASE("Two figures that look at the same rows share one trace", "[block][ui]") {
  Bench bench;
  BlockWidget second(bench.shared);
  Driver a(bench.block), b(second);
  a.act("Trace", "press");
  CHECK(compute(bench.desk) == 1);
  b.frame_of->invalidate();
  b.settle();
  CHECK(compute(bench.desk) == 0);
  CHECK_THAT(second.describe(), ContainsSubstring("of length"));
}

TEST_CASE("What cannot be traced is said", "[block]") {
  PageState alone;
  BlockWidget block(alone);
  CHECK_THAT(block.describe(), ContainsSubstring("Inside one block"));
  RunDesk desk;
  alone.desk = &desk;
  CHECK_THAT(block.describe(), ContainsSubstring("No trained model here"));
  make_ready(desk);
  CHECK_THAT(block.describe(), ContainsSubstring("No run yet"));
  desk.request(kPageRun, request_from_json(R"({"model": "ddpm", "steps": 1})", tiny_sd3()).value());
  compute(desk);
  CHECK_THAT(block.describe(), ContainsSubstring("cross-attention"));
  CHECK_FALSE(block.table().rows.empty());
}

TEST_CASE("States out of the run's range are brought into it", "[block]") {
  Bench bench;
  REQUIRE(
      fields_from_json(bench.block.fields(),
                       R"({"word":4095,"patch":16383,"key":16383,"block":255,"head":255,"step":999,"gates":0.37})"));
  bench.block.state_changed();
  const BlockView view = bench.view(999, 255);
  CHECK(view.at.rows[0] == bench.page().shape().context - 1);
  CHECK(view.at.rows[1] == view.at.tokens() - 1);
  CHECK((view.at.block == 3 && view.at.head == 3 && view.at.step == 1));
  CHECK(view.weight.key < view.at.tokens());
  CHECK(view.identity.factor == 4);
  CHECK_FALSE(fields_from_json(bench.block.fields(), R"({"gates":1.5})"));
  CHECK_FALSE(fields_from_json(bench.block.fields(), R"({"stage":13})"));
}

TEST_CASE("The catalogue's counts are shown only once the reader has counted", "[block][ui]") {
  PageState shared;
  BlockWidget block(shared);
  std::array<int, kCountedBlocks> totals = {};
  for (std::size_t i = 0; i < kCountedBlocks; ++i) totals[i] = counted_blocks()[i].total();
  CHECK(totals == std::array{6, 12, 8, 3});
  Driver driver(block);
  driver.act("View/Count", "press");
  const auto counts = [&] {
    std::string all;
    for (const auto& row : block.table().rows) {
      if (row[0] == "count") all += row[2] + "," + row[3] + ";";
    }
    return all;
  };
  CHECK(counts() == ",;,;,;,;");
  CHECK_FALSE(has_text(driver, "of text"));
  driver.act("A block of DiT", "set", "6");
  driver.act("A block of SD3", "set", "6");
  driver.act("Check", "press");
  CHECK(block.state.counted);
  CHECK(counts() == "0,6;6,6;2,6;0,3;");
  CHECK_THAT(block.describe(), ContainsSubstring("1 of 4 right"));
  CHECK_THAT(block.describe(), ContainsSubstring("2 of text, 6 of the image"));
  CHECK(driver.node("A block of DiT").disabled);
  driver.act("Count again", "press");
  CHECK(counts() == ",;,;,;,;");
}

TEST_CASE("Stages and weights are pressed by name", "[block][ui]") {
  Bench bench;
  Driver driver(bench.block);
  driver.act("Trace", "press");
  compute(bench.desk);
  driver.frame_of->invalidate();
  driver.settle();
  driver.act("Path through the block/7. Weighted sum", "press");
  CHECK(bench.block.state.stage == 6);
  CHECK(has_text(driver, "7. Weighted sum"));
  CHECK(driver.has("\u201Ccrane\u201D, numbers"));
  driver.act("View/Weight", "press");
  std::string key;
  for (const ui::Node& node : driver.frame_of->semantics()) {
    if (node.id.starts_with("Text keys/") && key.empty()) key = node.id;
  }
  REQUIRE_FALSE(key.empty());
  driver.act(key, "press");
  CHECK(bench.block.state.key >= 0);
  CHECK(bench.block.state.key < bench.page().shape().context);
  CHECK(driver.has("Key pressed"));
}

TEST_CASE("No tab's name is cut off on the narrowest phone", "[block][ui]") {
  PageState shared;
  BlockWidget block(shared);
  Driver driver(block);
  driver.input.width = 320;
  driver.settle();
  ui::Painter paint;
  paint.fonts = &driver.fonts;
  int tabs = 0;
  for (const ui::Node& node : driver.frame_of->semantics()) {
    if (node.role != ui::Role::tab) continue;
    ++tabs;
    INFO(node.name);
    CHECK(paint.width(node.name, ui::Type::strong) <= node.rect.w);
  }
  CHECK(tabs == 5);
}
