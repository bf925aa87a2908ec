// The word's journey: distances, writers and axis are the run's own numbers; the same with a cut.

#include "widgets/word_trace/widget.h"

#include <algorithm>
#include <catch_amalgamated.hpp>

#include "core/pipeline/run_packet.h"
#include "tests/widgets/driver.h"
#include "tests/widgets/page/computed_runs.h"

using namespace lesson;
using namespace lesson::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr const char* kPrompt = "a crane near a river at sunset";
constexpr int kT5Row = 34;  // of "crane"; CLIP's, row 2, was made before what follows it was read

struct Bench {
  RunDesk desk;
  PageState shared;
  WordTrace widget{shared};
  const TinySd3& model;

  explicit Bench(const TinySd3& of = tiny_sd3()) : model(of) {
    shared.desk = &desk;
    shared.prompt = kPrompt;
    shared.step = 1;
    widget.state.word = 2;
    make_ready(desk);
    RunRequest request = default_request(model);
    request.prompt = kPrompt;
    request.steps = 2;
    desk.request(kPageRun, request);
    REQUIRE(compute(desk, model) == 1);
  }

  const RunLog& page() { return *desk.find(kPageRun)->log; }
  std::shared_ptr<RunLog> traced(const RunRequest& request) {
    desk.request("test", request);
    compute(desk, model);
    REQUIRE(desk.find("test")->phase == RunPhase::done);
    return desk.find("test")->log;
  }
  RunRequest wanted(int row, const QuadrantCut& cut = {}) {
    RunRequest request = with_trace(page().request(), {{row}, false, false});
    request.cut.quadrants = cut;
    return request;
  }
  RunRequest end(int row, const std::string& prompt) {
    return pole_request(page().request(), pole_of(page(), row, prompt));
  }
};

}  // namespace

TEST_CASE("Distances are those of the run's rows, and every step begins at the readers' row", "[word-trace]") {
  Bench bench;
  const auto log = bench.traced(bench.wanted(2));
  const WordTraceView view =
      build_view(bench.widget.state, bench.shared, &bench.page(), {log.get(), nullptr, nullptr, nullptr});
  REQUIRE(view.traced);
  const RowVectorF began = bench.page().stages()[6].tensor.row(2), ended = bench.page().stages()[7].tensor.row(2);
  REQUIRE(view.distance.shown.size() == 5);
  CHECK(view.distance.shown[0] == 0);
  CHECK(view.distance.values[0] == 0);
  CHECK(view.distance.values[5] == 0);  // of the second step
  CHECK(view.distance.shown[4] ==
        Catch::Approx(static_cast<double>((ended - began).norm() / began.norm())).epsilon(1e-5));
  CHECK(view.distance.shown[4] == view.distance.shown[3]);  // the last block moves no text
  CHECK(view.distance.shown[3] > 0.05);
  CHECK_THAT(view.path_sentence, ContainsSubstring("begins there again"));
}

TEST_CASE("What was written is told apart by who wrote it", "[word-trace]") {
  Bench bench;
  const auto whole = bench.traced(bench.wanted(2));
  const auto read = [&](const RunLog& log) {
    return build_view(bench.widget.state, bench.shared, &bench.page(), {&log, nullptr, nullptr, nullptr}).writers;
  };
  const std::vector<Writing> writers = read(*whole);
  REQUIRE(writers.size() == 4);
  for (std::size_t i = 0; i < 3; ++i) CHECK((writers[i].text > 0 && writers[i].image > 0 && writers[i].mlp > 0));
  CHECK(writers[3].sum() == 0);
  QuadrantCut cut;
  cut.set(Quadrant::text_reads_image);
  const auto alone = bench.traced(bench.wanted(2, cut));
  for (const Writing& writing : read(*alone)) CHECK(writing.image == 0);
}

TEST_CASE("On the axis its two ends stand at 0 and 1", "[word-trace]") {
  Bench bench;
  bench.widget.state.axis = static_cast<int>(WordAxis::prompts);
  bench.widget.state.word = kT5Row;
  const auto from = bench.traced(bench.end(kT5Row, bench.widget.state.from));
  const auto to = bench.traced(bench.end(kT5Row, bench.widget.state.to));
  const auto place = [&](const std::string& prompt) {
    RunRequest request = bench.wanted(kT5Row);
    request.prompt = prompt;
    const auto log = bench.traced(request);
    const WordTraceView view =
        build_view(bench.widget.state, bench.shared, &bench.page(), {log.get(), nullptr, from.get(), to.get()});
    REQUIRE(view.place.shown.size() == 5);
    return view.place.shown[0];
  };
  CHECK(place(bench.widget.state.from) == Catch::Approx(0).margin(1e-4));
  CHECK(place(bench.widget.state.to) == Catch::Approx(1).margin(1e-4));
}

TEST_CASE("An axis that there is none of is said in words", "[word-trace]") {
  Bench bench;
  bench.widget.state.axis = static_cast<int>(WordAxis::prompts);
  bench.widget.state.from = "a boat near a river";
  CHECK(pole_of(bench.page(), 2, bench.widget.state.from).row == -1);
  const WordTraceView missing = build_view(bench.widget.state, bench.shared, &bench.page(), {});
  CHECK_THAT(missing.axis_sentence, ContainsSubstring("does not stand in"));
  bench.widget.state.from = bench.widget.state.to;
  const auto log = bench.traced(bench.wanted(2)), end = bench.traced(bench.end(2, bench.widget.state.to));
  const WordTraceView same =
      build_view(bench.widget.state, bench.shared, &bench.page(), {log.get(), nullptr, end.get(), end.get()});
  CHECK_THAT(same.axis_sentence, ContainsSubstring("There is no axis"));
  CHECK(same.place.shown.empty());
}

TEST_CASE("A word has a row for each reader that has rows of its own", "[word-trace]") {
  Bench apart;
  apart.widget.state.axis = static_cast<int>(WordAxis::prompts);
  CHECK(rows_of_word(apart.page(), 2) == std::vector{2, 34});
  CHECK(rows_of_word(apart.page(), 34) == std::vector{2, 34});
  CHECK(apart.page().labels()[34] == "crane");
  CHECK(pole_of(apart.page(), 34, "the big crane near a building").row == 35);
  // CLIP reads from left to right: its row of "crane" was made before what follows was read.
  const auto sentence = [&](int row) {
    apart.widget.state.word = row;
    const auto log = apart.traced(apart.wanted(row));
    const auto from = apart.traced(apart.end(row, apart.widget.state.from)),
               to = apart.traced(apart.end(row, apart.widget.state.to));
    return build_view(apart.widget.state, apart.shared, &apart.page(), {log.get(), nullptr, from.get(), to.get()})
        .axis_sentence;
  };
  CHECK_THAT(sentence(2), ContainsSubstring("There is no axis"));
  CHECK_THAT(sentence(34), ContainsSubstring("comes from its readers at"));
}

TEST_CASE("The trained probe places the row at every step, and the word alone", "[word-trace]") {
  Bench bench;
  bench.widget.state.word = kT5Row;
  MeasuredCrane crane{bench.page().weights_sha256(), {}, {}};
  const auto log = bench.traced(bench.wanted(kT5Row));
  const auto view = [&] {
    return build_view(bench.widget.state, bench.shared, &bench.page(), {log.get(), nullptr, nullptr, nullptr}, crane);
  };
  CHECK_THAT(view().axis_sentence, ContainsSubstring("No probe was trained on these weights"));
  // One number of the row each, the third for all that passed two blocks or more.
  for (int i = 0; i < 3; ++i) {
    RowVectorF weights = RowVectorF::Zero(bench.page().shape().width);
    weights[i] = 2;
    crane.probes[1].push_back({weights, 0.5, {0.9, 0.01, 100}});
  }
  const WordTraceView placed = view();
  REQUIRE(placed.place.shown.size() == 5);
  const std::vector<BlockTrace>& blocks = log->steps()[1].blocks;
  const auto cell = [&](std::size_t block, TraceCell cell, int i) {
    return 2 * static_cast<double>(blocks[block].cell(0, cell)[i]) + 0.5;
  };
  CHECK(placed.place.shown[0] == Catch::Approx(cell(0, TraceCell::before, 0)));
  CHECK(placed.place.shown[1] == Catch::Approx(cell(0, TraceCell::after, 1)));
  CHECK(placed.place.shown[3] == Catch::Approx(cell(2, TraceCell::after, 2)));
  CHECK(placed.place.values.size() == 10);
  CHECK_THAT(placed.axis_sentence, ContainsSubstring("90.0 \u00B1 1.0 %"));
  bench.widget.state.word = kT5Row - 1;
  CHECK_THAT(view().axis_sentence, ContainsSubstring("trained on the word"));
  bench.widget.state.word = kT5Row;
  crane.weights_sha256 = "others";
  CHECK(view().place.shown.empty());
}

TEST_CASE("How often a cut changes the crane stands at the switches, of these weights and this cut alone",
          "[word-trace]") {
  Bench bench;
  MeasuredCrane crane = parse_crane(
      R"({"cuts": {"as it is": {"bird": {"right": {"value": 1, "se": 0.01, "n": 40}},
                                "machine": {"right": {"value": 0.975, "se": 0.02, "n": 40}}},
                   "text reads image cut": {"bird": {"right": {"value": 0.5, "se": 0.08, "n": 40}},
                                            "machine": {"right": {"value": 0.25, "se": 0.07, "n": 40}}}}})",
      bench.page().weights_sha256());
  REQUIRE(crane.rates.size() == 2);
  const auto view = [&] { return build_view(bench.widget.state, bench.shared, &bench.page(), {}, crane); };
  CHECK(view().rates.machine == "97.5 \u00B1 2.0 %");
  CHECK(view().rates.bird_cut.empty());
  bench.widget.state.cut.set(Quadrant::text_reads_image);
  CHECK(view().rates.bird_cut == "50.0 \u00B1 8.0 %");
  CHECK_THAT(view().rates_sentence, ContainsSubstring("with this cut the bird in 50.0"));
  bench.widget.state.cut.set(Quadrant::image_reads_text);
  CHECK_THAT(view().rates_sentence, ContainsSubstring("not measured"));
  CHECK(view().rates.bird.empty());
  bench.widget.state.cut = {};
  crane.weights_sha256 = "others";
  CHECK_THAT(view().rates_sentence, ContainsSubstring("not measured"));
}

TEST_CASE("Measurements of the crane that are not well formed are as none", "[word-trace]") {
  const auto probe = [](const char* text) { return parse_crane(text, "").probes[0].size(); };
  CHECK(probe(R"({"probe_axis": {"clip": [{"weights": [3, -2], "scale": 0.5, "offset": 1,
                                           "right": {"value": 1, "se": 0.1, "n": 9}}]}})") == 1);
  for (const char* text : {"", "[]", R"({"probe_axis": 1})", R"({"probe_axis": {"clip": [1]}})",
                           R"({"probe_axis": {"clip": [{"weights": ["a"], "scale": 1, "offset": 0}]}})",
                           R"({"cuts": {"as it is": {"bird": 1}}})"})
    CHECK((probe(text) == 0 && parse_crane(text, "").rates.empty()));
  const MeasuredCrane& shipped = measured_crane();
  CHECK((shipped.rates.empty() || shipped.rates_of({})));
  for (const auto& of_reader : shipped.probes) CHECK((of_reader.empty() || of_reader.size() == 4));
}

TEST_CASE("Trace asks for the word's run, both ends and the cut, and for nothing before", "[word-trace][ui]") {
  Bench bench;
  bench.widget.state.word = kT5Row;
  bench.widget.state.axis = static_cast<int>(WordAxis::prompts);
  Driver driver(bench.widget);
  CHECK(compute(bench.desk) == 0);
  driver.act("Trace", "press");
  CHECK(compute(bench.desk) == 3);
  driver.frame_of->invalidate();
  CHECK(driver.settle() < 10);
  CHECK_THAT(bench.widget.describe(),
             ContainsSubstring("where 0 is the same word in \u201Ca crane near a building\u201D"));
  driver.act("View/Cuts", "press");
  driver.act("Cut text reads image", "press");
  CHECK(bench.widget.state.cut.has(Quadrant::text_reads_image));
  CHECK(compute(bench.desk) == 1);
  driver.frame_of->invalidate();
  driver.settle();
  CHECK_THAT(bench.widget.describe(), ContainsSubstring("Without text reads image the row moves"));
  CHECK(driver.has("Distance with the cut"));
  const Table table = bench.widget.table();
  CHECK(std::ranges::count_if(table.rows, [](const auto& row) { return row[0] == "distance" && !row[3].empty(); }) ==
        5);
  CHECK(compute(bench.desk) == 0);
}

TEST_CASE("Before a run the word's journey says what it waits for", "[word-trace]") {
  PageState shared;
  RunDesk desk;
  shared.desk = &desk;
  make_ready(desk);
  WordTrace widget(shared);
  CHECK_THAT(widget.describe(), ContainsSubstring("No run yet"));
  CHECK_FALSE(widget.table().rows.empty());
  REQUIRE(fields_from_json(widget.fields(), R"({"word":4095,"from":"","to":"\n"})"));
  widget.state_changed();
  Bench bench;
  bench.widget.state = widget.state;
  const WordTraceView view = build_view(bench.widget.state, bench.shared, &bench.page(), {});
  CHECK(view.row == bench.page().shape().context - 1);
  CHECK_FALSE(fields_from_json(widget.fields(), R"({"word":-1})"));
}
