// The readers: switches, whose rows are read, words compared, and which rows a changed word moves.

#include "widgets/readers/widget.h"

#include <catch_amalgamated.hpp>
#include <numeric>

#include "core/text/tokenizer.h"
#include "tests/widgets/driver.h"
#include "tests/widgets/page/real_runs.h"

using namespace lesson;
using namespace lesson::testing;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr const char* kCrane = "a crane near a river";

/// A page with the widget, a model that answers at once, and runs of two steps.
struct Bench {
  RunDesk desk;
  PageState shared;
  Readers readers{shared};

  Bench() {
    shared.desk = &desk;
    shared.prompt = kCrane;
    desk.set_available(true);
    desk.set_loaded(1);
    RunRequest quick;
    quick.prompt = "a cat";
    quick.steps = 2;
    desk.request(kPageRun, quick);  // the widget keeps the page's steps
  }

  const RunLog& log(const char* slot = kPageRun) { return *desk.find(slot)->log; }
};

ReadersView view_of(Bench& bench, const ReadersState& state = {}) {
  ReadersSources from;
  from.run = from.text = &bench.log();
  const RunSlot* changed = bench.desk.find(kChangedRun);
  from.changed = changed ? changed->log.get() : nullptr;
  from.words = split_words(bench.shared.prompt);
  for (int block = 0; block < from.run->shape().blocks; ++block) from.given.push_back(given_in(*from.run, 1, block));
  from.step = 1;
  return build_view(state, from);
}

/// Presses Run and lets `model` answer.
void press_run(Bench& bench, Driver& driver, const TinySd3& model) {
  driver.act("Run", "press");
  run_all(bench.desk, model);
  driver.settle(200);
}

}  // namespace

TEST_CASE("every word has its place among the rows of each reader", "[readers]") {
  for (const TinySd3* model : {&tiny_sd3()}) {
    Bench bench;
    Driver driver(bench.readers);
    press_run(bench, driver, *model);
    const RunLog& log = bench.log();
    const ReaderRows rows = rows_of(log);
    const std::vector<std::string> words = split_words(kCrane);
    CHECK(rows.clip_words() == 5);
    CHECK(rows.t5_words() == 5);
    for (int i = 0; i < 5; ++i) {
      CHECK(log.labels()[static_cast<std::size_t>(1 + i)] == words[static_cast<std::size_t>(i)]);
      CHECK(log.labels()[static_cast<std::size_t>(rows.first_t5_word() + i)] == words[static_cast<std::size_t>(i)]);
    }
    CHECK(rows.split == (log.stages()[2].tensor.rows() != log.shape().context));
    for (const TextEncoder reader : {TextEncoder::clip_l, TextEncoder::clip_g, TextEncoder::t5}) {
      const MatrixRM all = log.stages()[static_cast<std::size_t>(reader)].tensor;
      const bool from_start = rows.split && reader == TextEncoder::t5;
      CHECK(word_rows(log, reader) == MatrixRM(all.middleRows(from_start ? 0 : 1, 5)));
    }
  }
}

TEST_CASE("what patches read is the record's own weights, and its shares add up to one", "[readers]") {
  for (const TinySd3* model : {&tiny_sd3()}) {
    Bench bench;
    Driver driver(bench.readers);
    press_run(bench, driver, *model);
    const RunLog& log = bench.log();
    const int text = log.shape().context, image = log.shape().image_tokens();
    const Given given = given_in(log, 1, 2);
    double crane = 0, patches = 0;
    for (int head = 0; head < log.shape().heads; ++head) {
      const MatrixRM weights = log.record().weights(1, 2, head, AttentionKind::joint).bottomRows(image);
      crane += weights.col(2).cast<double>().mean() / log.shape().heads;
      patches += weights.rightCols(image).cast<double>().rowwise().sum().mean() / log.shape().heads;
    }
    CHECK(given.rows[2] == Approx(crane).epsilon(1e-4));
    CHECK(given.image == Approx(patches).epsilon(1e-4));
    const ReaderRows rows = rows_of(log);
    for (const GivenShares& shares : {shares_of(given, rows), even_shares(rows, image)}) {
      CHECK(std::accumulate(shares.begin(), shares.end(), 0.0) == Approx(1));
      for (const double share : shares) CHECK(share >= 0);
      CHECK((shares[2] + shares[3] > 0) == rows.split);
    }
    CHECK(even_shares(rows, image)[4] == Approx(image / static_cast<double>(text + image)));
  }
}

TEST_CASE("no CLIP row before a changed word moves, every T5 row does", "[readers]") {
  for (const TinySd3* model : {&tiny_sd3()}) {
    Bench bench;
    Driver driver(bench.readers);
    press_run(bench, driver, *model);
    CHECK(bench.log(kChangedRun).request().prompt == "a crane near a city");
    const ReadersView view = view_of(bench);
    REQUIRE(view.moved.size() == 5);
    CHECK(view.changed == 4);
    for (std::size_t i = 0; i < 5; ++i) {
      CHECK((view.moved[i].values[0] == 0) == (i < 4));
      CHECK((view.moved[i].values[1] == 0) == (i < 4));
      CHECK(view.moved[i].values[2] > 0);
    }
    CHECK_THAT(view.order_sentence, ContainsSubstring("no CLIP row before it moves at all"));
    CHECK_THAT(view.order_sentence, ContainsSubstring("\u201Criver\u201D \u2192 \u201Ccity\u201D"));
  }
}

TEST_CASE("a word put in the middle moves what follows it, and is read again without Run", "[readers]") {
  Bench bench;
  Driver driver(bench.readers);
  press_run(bench, driver, tiny_sd3());
  driver.act("View/A word changed", "press");
  driver.act("Word to change", "set", "crane");
  driver.settle();
  run_all(bench.desk, tiny_sd3());
  CHECK(bench.log(kChangedRun).request().prompt == "a city near a river");
  ReadersState state;
  state.change = 2;
  const ReadersView view = view_of(bench, state);
  for (std::size_t i = 0; i < 5; ++i) CHECK((view.moved[i].values[0] == 0) == (i < 1));
}

TEST_CASE("numbers of words beyond the prompt mean its last", "[readers]") {
  ReadersState state;
  state.change = kMostChange;
  CHECK(changed_word(state, split_words(kCrane)) == 4);
  CHECK(changed_word(state, {}) == -1);
  CHECK(changed_prompt(state, "") == "");
  CHECK(changed_prompt(state, kCrane) == "a crane near a city");
  state.change = 1;
  CHECK(changed_prompt(state, kCrane) == "city crane near a river");
}

TEST_CASE("the switches drop rows and pooled vectors, and what training never met is marked", "[readers]") {
  Bench bench;
  REQUIRE(fields_from_json(bench.readers.fields(), R"({"clip_l_rows": false, "clip_l_pooled": false})"));
  CHECK(to_string(bench.readers.request().drop) == "clip_l");
  CHECK_THAT(combination_sentence(bench.readers.request().drop), ContainsSubstring("it met this"));
  REQUIRE(fields_from_json(bench.readers.fields(), R"({"clip_l_rows": true, "t5_rows": false})"));
  const EncoderDrop drop = bench.readers.request().drop;
  CHECK(to_string(drop) == "t5,clip_l_pooled");
  CHECK_THAT(combination_sentence(drop), ContainsSubstring("never met this"));
  CHECK_THAT(combination_sentence(drop), ContainsSubstring("CLIP-L\u2019s pooled vector and T5"));
  CHECK_FALSE(build_view(bench.readers.state, {}).trained);
}

TEST_CASE("a picture without a reader stands beside the one with all, which is painted once", "[readers]") {
  Bench bench;
  Driver driver(bench.readers);
  press_run(bench, driver, tiny_sd3());
  CHECK(driver.has("All three readers"));
  driver.act("Readers/T5: rows", "press");
  driver.act("Readers/CLIP-G: rows", "press");
  driver.act("Readers/CLIP-G: pooled", "press");
  press_run(bench, driver, tiny_sd3());
  CHECK(bench.desk.find(kAllReadersRun) == nullptr);  // the first run's picture was kept
  CHECK(driver.has("All three readers"));
  CHECK(driver.has("Without CLIP-G and T5"));
  bench.shared.seed = 99;
  press_run(bench, driver, tiny_sd3());
  REQUIRE(bench.desk.find(kAllReadersRun));
  CHECK_FALSE(bench.log(kAllReadersRun).request().drop.any());
  CHECK(bench.log(kAllReadersRun).request().seed == 99);
  CHECK(bench.log(kAllReadersRun).picture_sha256() != bench.log().picture_sha256());
  CHECK(driver.has("Without CLIP-G and T5"));
}

TEST_CASE("cosines are those of the rows, and maps agree with themselves", "[readers]") {
  const MatrixRM rows = MatrixRM::Random(4, 7);
  const MatrixRM map = cosines(rows);
  CHECK(map(1, 3) == Approx(rows.row(1).dot(rows.row(3)) / (rows.row(1).norm() * rows.row(3).norm())));
  CHECK(map(2, 2) == Approx(1));
  CHECK(*agreement(map, map) == Approx(1));
  CHECK(*agreement(map, -map) == Approx(-1));
  CHECK_FALSE(agreement(map.topLeftCorner(2, 2), map.topLeftCorner(2, 2)));
  CHECK_FALSE(agreement(map, MatrixRM::Ones(4, 4)));
}

TEST_CASE("the measured table is shown beside its own weights alone", "[readers]") {
  const auto measured = parse_measured(
      R"({"ablation": {
          "all three": {"colour": {"value": 0.995, "se": 0.008, "n": 200}},
          "t5 only": {"colour": {"value": 0.5, "se": 0.04, "n": 200}, "all": {"value": 0.25, "se": 0.03, "n": 200}}}})",
      "abc");
  REQUIRE(measured);
  CHECK(measured->classes == std::vector<std::string>{"colour", "all"});
  REQUIRE(measured->rows.size() == 2);
  CHECK(to_string(*measured->rows[1].drop) == "clip_l,clip_g");
  CHECK(measured->rows[1].shares[0]->value == 0.5);
  CHECK_FALSE(measured->rows[0].shares[1]);
  CHECK_FALSE(parse_measured("{}", ""));
  CHECK_FALSE(parse_measured("[1]", ""));
  CHECK_FALSE(parse_measured(R"({"ablation": {}})", ""));
  CHECK_FALSE(parse_measured(R"({"ablation": {"all three": 1}})", ""));

  for (const TinySd3* model : {&tiny_sd3()}) {
    Bench bench;
    Driver driver(bench.readers);
    press_run(bench, driver, *model);
    ReadersState state;
    state.t5_rows = false;
    const ReadersView view = view_of(bench, state);
    const bool theirs = measured_readers() && measured_readers()->weights_sha256 == bench.log().weights_sha256();
    CHECK(view.measured.rows.empty() != theirs);
    if (!theirs) CHECK_THAT(view.measured_sentence, ContainsSubstring("not measured for these weights"));
    if (theirs) CHECK(view.measured.rows[static_cast<std::size_t>(view.measured_row)][0] == "without T5");
  }
}

TEST_CASE("before a run each panel says what it waits for, and nothing moves", "[readers]") {
  Driver driver("readers");
  CHECK(driver.settle() < 10);
  const std::string text = driver.owned->describe();
  CHECK_THAT(text, ContainsSubstring("comes with a run"));
  CHECK(driver.node("Run").disabled);
}

TEST_CASE("a part alone asks only for what it shows", "[readers][parts]") {
  Bench bench;
  Driver driver(bench.readers);
  REQUIRE(bench.readers.show_parts("order"));
  bench.desk.take_order();
  driver.settle();
  press_run(bench, driver, tiny_sd3());
  CHECK(bench.desk.find(kPageRun)->phase == RunPhase::waiting);  // the bench's own, taken and never answered
  CHECK_THAT(bench.readers.describe(), ContainsSubstring("no CLIP row before it moves"));
  CHECK_THAT(bench.readers.describe(), !ContainsSubstring("patches"));
}
