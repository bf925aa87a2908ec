// Six ways to let text in: one drawing that turns into another, costs, who moves whom, and the trained arms.

#include "widgets/conditioning/widget.h"

#include <catch_amalgamated.hpp>
#include <set>

#include "core/text_format.h"
#include "tests/widgets/driver.h"
#include "tests/widgets/page/computed_runs.h"
#include "tests/widgets/page/real_runs.h"

using namespace lesson;
using namespace lesson::testing;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr TextEntry kWays[] = {TextEntry::modulation, TextEntry::cross,  TextEntry::shared,
                               TextEntry::own,        TextEntry::single, TextEntry::adapter};

ConditioningView view_of(TextEntry way, int blocks = 1, float scale = 1) {
  ConditioningState state;
  state.way = static_cast<int>(way);
  state.blocks = blocks;
  state.scale = scale;
  EntryStudy study(way, {.blocks = kEntryBlocks}, scale);
  while (!study.done()) study.work();
  return build_view(state, study);
}

int softmaxes_drawn(const Scene& scene) {
  int count = 0;
  for (const SceneBox box : {SceneBox::softmax_first, SceneBox::softmax_second, SceneBox::softmax_third})
    count += scene.at(box).there > 0;
  return count;
}

}  // namespace

TEST_CASE("as many softmaxes are drawn as are counted", "[conditioning]") {
  for (const TextEntry way : kWays) {
    const int counted = catalogue::entry_costs(way, {}).softmaxes;
    CHECK(softmaxes_drawn(scene_of(way, 700)) == counted);
    CHECK(view_of(way).shapes.rows.size() == static_cast<std::size_t>(counted));
  }
}

TEST_CASE("every way's drawing stays within its canvas at every width", "[conditioning]") {
  for (const TextEntry way : kWays)
    for (const float width : {288.0f, 320.0f, 480.0f, 760.0f, 1100.0f}) {
      INFO(catalogue::kTextEntryIds[static_cast<std::size_t>(way)] << " at " << width);
      const Scene scene = scene_of(way, width);
      for (const Placed& box : scene.boxes) {
        if (box.there == 0) continue;
        CHECK(box.rect.x >= 0);
        CHECK(box.rect.x + box.rect.w <= width + 0.01f);
        CHECK(box.rect.y >= 0);
        CHECK(box.rect.y + box.rect.h <= kSceneHeight);
        CHECK((box.rect.w > 0 && box.rect.h > 0));
      }
      // What stands in different columns does not overlap.
      const auto right = [&](SceneBox box) { return scene.at(box).rect.x + scene.at(box).rect.w; };
      CHECK(right(SceneBox::image_projection) < scene.at(SceneBox::softmax_first).rect.x);
      CHECK(right(SceneBox::image_reads_image) < scene.at(SceneBox::image_mlp).rect.x);
      if (way == TextEntry::adapter) CHECK(right(SceneBox::softmax_third) < scene.at(SceneBox::image_mlp).rect.x);
      CHECK(right(SceneBox::image_mlp) < scene.at(SceneBox::patches_out).rect.x);
    }
}

TEST_CASE("in one sequence the four quadrants make one square, in cross-attention they stand apart", "[conditioning]") {
  const Scene joint = scene_of(TextEntry::own, 700), cross = scene_of(TextEntry::cross, 700);
  const ui::Rect &ii = joint.at(SceneBox::image_reads_image).rect, &it = joint.at(SceneBox::image_reads_text).rect,
                 &tt = joint.at(SceneBox::text_reads_text).rect;
  CHECK(it.x + it.w == Approx(ii.x));
  CHECK(it.y == Approx(ii.y));
  CHECK(tt.y + tt.h == Approx(it.y));
  CHECK(it.w / ii.w == Approx(5.0 / 16));
  CHECK(cross.at(SceneBox::text_reads_text).there == 0);
  CHECK(cross.at(SceneBox::image_reads_text).rect.x >
        cross.at(SceneBox::image_reads_image).rect.x + cross.at(SceneBox::image_reads_image).rect.w);
}

TEST_CASE("half-way between two ways things stand half-way", "[conditioning]") {
  const Scene a = scene_of(TextEntry::cross, 700), b = scene_of(TextEntry::own, 700);
  const Scene half = between(a, b, 0.5f);
  const auto x = [](const Scene& scene) { return scene.at(SceneBox::image_reads_text).rect.x; };
  CHECK(x(half) == Approx((x(a) + x(b)) / 2));
  CHECK(half.at(SceneBox::text_reads_text).there == Approx(0.5));
  CHECK(x(between(a, b, 0)) == x(a));
  CHECK(x(between(a, b, 1)) == x(b));
}

TEST_CASE("who moves whom is said from the counts", "[conditioning]") {
  const ConditioningView cross = view_of(TextEntry::cross, 3);
  CHECK(cross.patch_to_word.moved == 0);
  CHECK(cross.word_to_patch.moved == 5 * 16);
  CHECK(cross.patch_to_patch.moved == 16 * 15);
  CHECK_THAT(cross.influence_sentence, ContainsSubstring("Of the words\u2019 rows a patch moved none"));
  CHECK_THAT(cross.drift_sentence, ContainsSubstring("No word\u2019s row moves"));
  const ConditioningView own = view_of(TextEntry::own, 1);
  CHECK(own.patch_to_word.moved == 5 * 16);
  CHECK_THAT(own.influence_sentence, ContainsSubstring("Of the words\u2019 rows a patch moved all"));
  CHECK_THAT(own.drift_sentence, ContainsSubstring("of their own lengths"));
  const ConditioningView modulation = view_of(TextEntry::modulation);
  CHECK_FALSE(modulation.text_rows);
  CHECK_THAT(modulation.influence_sentence, ContainsSubstring("Words have no rows here"));
}

TEST_CASE("the adapter's scale turns its reference picture off", "[conditioning]") {
  CHECK(view_of(TextEntry::adapter).reference_to_patch.moved == 4 * 16);
  CHECK(view_of(TextEntry::adapter, 1, 0).reference_to_patch.moved == 0);
  CHECK(view_of(TextEntry::own).reference_to_patch.all == 0);
  CHECK(scene_of(TextEntry::adapter, 700, 0.5f).at(SceneBox::image_reads_reference).there <
        scene_of(TextEntry::adapter, 700, 1).at(SceneBox::image_reads_reference).there);
}

TEST_CASE("the adapter's reference is the run's own picture once there is one", "[conditioning]") {
  RunDesk desk;
  PageState shared;
  shared.desk = &desk;
  Conditioning widget(shared);
  widget.state.way = static_cast<int>(TextEntry::adapter);
  make_ready(desk);
  CHECK_THAT(widget.describe(), ContainsSubstring("No run has painted yet: the reference\u2019s rows are random"));
  RunRequest request;
  request.prompt = "a red kite";
  request.steps = 2;
  request.record = false;
  desk.request(kPageRun, request);
  answer(desk, *desk.take_order(), {8, 8, std::vector<std::uint8_t>(3 * 64, 90)}, 1);
  CHECK_THAT(widget.describe(), ContainsSubstring("own picture of \u201Ca red kite\u201D"));
  Driver driver(widget);
  driver.settle(300);
  CHECK(driver.has("Reference picture"));
  widget.state.way = static_cast<int>(TextEntry::cross);
  CHECK(widget.describe().find("reference") == std::string::npos);
}

TEST_CASE("what is seen of a picture is the mean colour of its fields", "[conditioning]") {
  CHECK(seen_in({}).empty());
  CHECK(seen_in({2, 2, std::vector<std::uint8_t>(12, 9)}).empty());  // fewer pixels than fields
  Picture picture{8, 8, std::vector<std::uint8_t>(3 * 64, 0)};
  for (int y = 0; y < 2; ++y)
    for (int x = 2; x < 4; ++x) picture.rgb[static_cast<std::size_t>(3 * (8 * y + x))] = 255;  // the second field, red
  const std::vector<float> seen = seen_in(picture);
  REQUIRE(seen.size() == 48);
  CHECK(seen[0] == Approx(-1));
  CHECK(seen[3] == Approx(1));
  CHECK(seen[4] == Approx(-1));
}

TEST_CASE("the numbers are the catalogue's at whole heads", "[conditioning]") {
  ConditioningState state;
  state.width = 1500;
  EntryStudy study(TextEntry::own, {.blocks = kEntryBlocks});
  const ConditioningView view = build_view(state, study);
  const auto costs = catalogue::entry_costs(TextEntry::own, {.width = 1472, .heads = 23});
  CHECK(view.numbers.rows[3][3] == short_count(costs.weights));
  CHECK(view.numbers_row == 3);
  CHECK(view.shapes.rows[0][1] == "[21, 1472]");
  CHECK_FALSE(view.known);
  CHECK_THAT(view.influence_sentence, ContainsSubstring("being nudged"));
}

TEST_CASE("one way turns into another and then rests; without motion it jumps", "[conditioning][ui]") {
  Driver driver("conditioning");
  driver.settle(300);
  CHECK_FALSE(driver.last.again);
  auto& widget = static_cast<Conditioning&>(*driver.owned);
  driver.frame_of->act({"Way", "set", "Cross"});
  driver.frame();
  driver.frame();
  CHECK(widget.animating());
  const int frames = driver.settle(300);
  CHECK(frames > 20);
  CHECK(frames < 200);
  CHECK_FALSE(widget.animating());
  CHECK(driver.settle() <= 1);

  ui::Theme still = ui::light_theme();
  still.reduced_motion = true;
  Driver calm("conditioning");
  calm.frame_of->set_theme(still);
  REQUIRE(calm.owned->show_parts("way"));
  calm.settle(300);
  calm.frame_of->act({"Way", "set", "Modulation"});
  calm.frame();
  CHECK(calm.settle() <= 2);
  CHECK(calm.has("How the text comes in: Modulation"));
}

TEST_CASE("all arms paint the same prompt from the same noise, each with a sampler that fits it", "[conditioning]") {
  RunDesk desk;
  PageState shared;
  shared.desk = &desk;
  shared.prompt = "a crane near a river";
  shared.seed = 3;
  Conditioning widget(shared);
  for (const TrainedArm& arm : trained_arms()) {
    const RunRequest request = widget.request(arm);
    INFO(arm.title);
    CHECK(validate(request, tiny_sd3()));
    CHECK(request.prompt == "a crane near a river");
    CHECK(request.seed == 3);
  }
  Driver driver(widget);
  desk.set_available(true);
  desk.set_loaded(1);
  shared.touch();
  driver.settle(300);
  driver.act("Run", "press");
  int answered = 0;
  while (const auto order = desk.take_order()) {
    Picture picture{2, 2, std::vector<std::uint8_t>(12, static_cast<std::uint8_t>(60 * answered++))};
    answer(desk, *order, picture, 100);
  }
  CHECK(answered == static_cast<int>(trained_arms().size()));
  driver.settle(300);
  for (const TrainedArm& arm : trained_arms()) {
    CHECK(driver.has(arm.title));
    CHECK_THAT(widget.describe(),
               ContainsSubstring(std::string(arm.title) + ": painted \u201Ca crane near a river\u201D."));
  }
  CHECK(widget.table().rows.back()[2] != "");
}

TEST_CASE("an arm whose weights are not here says so, and ways without one are named", "[conditioning]") {
  RunDesk desk;
  PageState shared;
  shared.desk = &desk;
  Conditioning widget(shared);
  Driver driver(widget);
  desk.set_available(true);
  desk.set_loaded(1);
  driver.act("Run", "press");
  while (const auto order = desk.take_order()) desk.fail(order->ticket, "This model's weights are not loaded.");
  shared.touch();
  driver.settle(300);
  bool said = false;
  for (const ui::Node& node : driver.frame_of->semantics())
    said = said || node.name.find("Not here: This model's weights are not loaded.") != std::string::npos;
  CHECK(said);
  const std::string text = widget.describe();
  CHECK_THAT(text, ContainsSubstring("Not here: This model's weights are not loaded."));
  CHECK_THAT(text, ContainsSubstring("Not trained here: "));
  CHECK_THAT(text, ContainsSubstring("IP-Adapter"));
}

TEST_CASE("states from outside are held within bounds or refused in a sentence", "[conditioning]") {
  PageState shared;
  Conditioning widget(shared);
  CHECK(fields_from_json(widget.fields(), R"({"way": "adapter", "scale": 0.5, "blocks": 6, "width": 64})"));
  for (const char* wrong : {R"({"way": "magic"})", R"({"scale": 3})", R"({"blocks": 0})", R"({"width": 1e9})"}) {
    const auto set = fields_from_json(widget.fields(), wrong);
    INFO(wrong);
    REQUIRE_FALSE(set);
    CHECK(set.error().message().back() == '.');
  }
  widget.state.way = 99;  // never from outside
  CHECK(way_of(widget.state) == TextEntry::adapter);
}
