#include "widgets/conditioning/widget.h"

#include <algorithm>

#include "core/stopwatch.h"
#include "widgets/conditioning/draw.h"
#include "widgets/page/prompt_box.h"
#include "widgets/page/traced_run.h"
#include "widgets/ui/ui.h"

namespace lesson {

namespace {

constexpr Part kParts[] = {{"way", "One way turns into another"},
                           {"numbers", "Softmaxes, weights and work"},
                           {"influence", "Who moves whom"},
                           {"drift", "How far the words\u2019 rows come"},
                           {"pictures", "The same prompt and noise by each trained arm"}};
constexpr PartList kWayParts = "way numbers influence drift";
constexpr double kWorkMs = 5;  ///< of a frame's 16
constexpr float kMorphSeconds = 0.8f;

const std::vector<std::string> kWays(catalogue::kTextEntryIds.begin(), catalogue::kTextEntryIds.end()),
    kWayTitles = {"Modulation", "Cross", "Shared", "Own", "Single", "Adapter"};

/// The page's run once it has painted; its picture is the adapter's reference.
std::shared_ptr<const RunLog> painted_run(const PageState& shared) {
  auto log = page_log(shared);
  return log && log->finished() ? log : nullptr;
}

}  // namespace

std::span<const Part> Conditioning::parts() const { return kParts; }

Fields Conditioning::fields() {
  ConditioningState& s = state;
  return {
      {"way", "Way", "How words and patches meet.", ChoiceField{&s.way, kWays}},
      {"scale", "Scale of the picture\u2019s softmax", "Of IP-Adapter: 0 leaves the reference picture out.",
       NumberField{&s.scale, 0, kMostAdapterScale}},
      {"blocks", "After how many blocks", "Of the live stack.", IntField{&s.blocks, 1, kEntryBlocks}},
      {"width", "Width", "Columns of every row, d; in steps of 64, a head.",
       IntField{&s.width, kLeastEntryWidth, kMostEntryWidth}},
      {"prompt", "Prompt", "Words of the small world: subjects, colours, places, times, shapes.",
       TextField{&shared_.prompt, kLongestPrompt}},
      {"seed", "Seed", "Of the noise: the same for all arms.", IntField{&shared_.seed, 0, kLargestSeed}},
  };
}

void Conditioning::state_changed() { shared_.touch(); }

EntryStudy& Conditioning::study() {
  const TextEntry way = way_of(state);
  const bool adapter = way == TextEntry::adapter;
  const float scale = adapter ? std::clamp(state.scale, 0.0f, kMostAdapterScale) : 1;
  const auto run = adapter ? painted_run(shared_) : nullptr;
  std::string reference = run ? run->picture_sha256() : "";
  if (!study_ || study_->stack().entry() != way || study_scale_ != scale || study_reference_ != reference) {
    study_.emplace(way, EntryShape{.blocks = kEntryBlocks}, scale,
                   run ? seen_in(run->picture()) : std::vector<float>{});
    study_scale_ = scale;
    study_reference_ = std::move(reference);
  }
  return *study_;
}

ConditioningView Conditioning::view_now() {
  const auto run = painted_run(shared_);
  return build_view(state, study(), arm_states(shared_.desk),
                    run ? std::optional(run->request().prompt) : std::nullopt);
}

void Conditioning::draw_reference(ui::Ui& ui, const ConditioningView& view) {
  if (view.reference_sentence.empty()) return;
  ui.muted(view.reference_sentence);
  const auto run = painted_run(shared_);
  if (!run) return;
  ui.image("Reference picture", reference_.pixels(run->picture()), 64, 64, view.reference_sentence);
  ui.badge(ui::Honesty::live, "Painted on this machine, by the page\u2019s run.");
}

void Conditioning::study_a_little() {
  const Stopwatch watch;
  while (!study().done() && watch.ms() < kWorkMs) study().work();
}

bool Conditioning::animating() const { return moving_ || (shows("influence") && study_ && !study_->done()); }

void Conditioning::draw_way(ui::Ui& ui, const ConditioningView& view) {
  const float width = ui.available_width();
  const Scene target = scene_of(way_of(state), width, std::clamp(state.scale, 0.0f, kMostAdapterScale));
  if (shown_way_ != state.way && shown_way_ >= 0 && width == scene_width_ && ui.motion()) {
    from_ = now_;
    moved_ = 0;
    moving_ = true;
  } else if (width != scene_width_ || !ui.motion()) {
    moved_ = 1;
  }
  shown_way_ = state.way;
  scene_width_ = width;
  if (moved_ < 1) moved_ = std::min(1.0f, moved_ + ui.dt() / kMorphSeconds);
  moving_ = moved_ < 1;
  now_ = moving_ ? between(from_, target, moved_) : target;
  draw_scene(ui, now_, title_of(way_of(state)), view.sentence);
  if (!ui.narrow()) return ui.table(view.shapes, {.label = "Shapes"});
  for (const auto& row : view.shapes.rows)
    ui.text(row[0] + ": q " + row[1] + ", k and v " + row[2] + ", weights " + row[3] + ".", ui::Type::small);
}

void Conditioning::draw_numbers(ui::Ui& ui, const ConditioningView& view) {
  ui.field(fields(), "width", {.marks = {128, 1152, 1536, 3072}, .log = true, .step = kEntryHead});
  ui.table(ui.narrow() ? view.numbers_narrow : view.numbers,
           {.label = "Softmaxes, weights and work", .highlight = view.numbers_row});
  ui.muted(
      "For 5 words, 16 patches and, with IP-Adapter, 4 rows of a picture; MLPs 4 d wide, a multiply and an add "
      "count 2.");
}

RunRequest Conditioning::request(const TrainedArm& arm) const {
  RunRequest request;
  request.prompt = shared_.prompt;
  request.seed = static_cast<std::uint64_t>(shared_.seed);
  request.model = arm.kind;
  request.sampler = arm.sampler;
  request.steps = arm.steps;
  request.record = false;  // only its picture is looked at
  return request;
}

bool Conditioning::painting() const {
  return std::ranges::any_of(trained_arms(), [&](const TrainedArm& arm) {
    const RunSlot* slot = shared_.desk ? shared_.desk->find(slot_of(arm)) : nullptr;
    return slot && (slot->phase == RunPhase::waiting || slot->phase == RunPhase::running);
  });
}

void Conditioning::draw_arm(ui::Ui& ui, const ConditioningView& view, std::size_t arm) {
  const TrainedArm& trained = trained_arms()[arm];
  const ArmState& now = view.arms[arm];
  const float side = std::min(ui.available_width(), 192.0f);
  ui.text(trained.title, ui::Type::strong);
  if (now.picture)
    ui.image(trained.title, pictures_[arm].pixels(*now.picture), side, side,
             "Painted from \u201C" + now.prompt + "\u201D.");
  ui.status(now.told);
}

void Conditioning::draw_pictures(ui::Ui& ui, const ConditioningView& view) {
  const Fields all = fields();
  ui.row([&] {
    ui.heading("By each trained arm", 3);
    const bool painted = std::ranges::any_of(view.arms, [](const ArmState& arm) { return arm.picture != nullptr; });
    if (painted) ui.badge(ui::Honesty::live, "Computed on this machine by the tiny SD3 and its further denoisers.");
  });
  draw_prompt(ui, shared_, all);
  const bool possible = shared_.desk && shared_.desk->available(), busy = painting();
  ui.row([&] {
    if (ui.field(all, "seed")) state_changed();
    if (ui.button("Run", {.help = "Paints the prompt with each of them, from the same noise.",
                          .disabled = !possible,
                          .primary = true})) {
      for (const TrainedArm& arm : trained_arms())
        shared_.desk->request(slot_of(arm), request(arm), Urgency::when_idle);
      shared_.touch();
    }
    if (ui.button("Stop", {.disabled = !busy})) {
      for (const TrainedArm& arm : trained_arms()) shared_.desk->cancel(slot_of(arm));
      shared_.touch();
    }
  });
  if (!possible) ui.status("No trained model here: this page or program came without its weights.");
  const std::vector<ui::Column> columns(trained_arms().size(), ui::Column{130, 1});
  ui.columns(columns, [&](int column) { draw_arm(ui, view, static_cast<std::size_t>(column)); });
  ui.muted(view.missing_arms +
           " The arms of the experiment: small pictures (32 \u00D7 32), the same data, weights matched within 3 % "
           "by depth; they differ only in how text comes in.");
}

void Conditioning::draw(ui::Ui& ui) {
  ui.heading("Ways to let text in");
  ui.part(kWayParts, [&] {
    ui.choice("Way", state.way, kWayTitles, {.help = "Text as modulation, in cross-attention, or in the sequence."});
    if (way_of(state) == TextEntry::adapter && ui.shows("way influence"))
      ui.field(fields(), "scale", {.marks = {0, 1}, .step = 0.05});
  });
  if (ui.shows("influence")) study_a_little();
  const ConditioningView view = view_now();
  ui.part(kWayParts, [&] { ui.text(view.sentence); });
  ui.part("way", [&] {
    draw_way(ui, view);
    ui.badge(ui::Honesty::schematic, "Drawn from the wiring; its counts are the catalogue\u2019s.");
    draw_reference(ui, view);
  });
  ui.part("numbers", [&] { draw_numbers(ui, view); });
  const ui::Column columns[] = {{280, 1, "influence"}, {280, 1, "drift"}};
  ui.columns(columns, [&](int column) {
    if (column == 0) {
      ui.heading("Who moves whom", 3);
      ui.field(fields(), "blocks");
      draw_influence(ui, view);
      ui.text(view.influence_sentence);
    } else {
      ui.heading("How far the words\u2019 rows come", 3);
      if (view.text_rows) draw_drift(ui, view);
      ui.text(view.drift_sentence);
    }
  });
  ui.part("influence drift", [&] {
    ui.badge(ui::Honesty::untrained,
             "A stack of the core\u2019s own blocks with random weights, computed here: the wiring is what is asked.");
  });
  ui.part("pictures", [&] { draw_pictures(ui, view); });
  ui.row([&] { ui.export_buttons(); });
}

ConditioningView Conditioning::finished_view() {
  while (!study().done()) study().work();
  return view_now();
}

std::string Conditioning::describe() { return lesson::describe(finished_view(), shown()); }

Table Conditioning::table() { return to_table(finished_view(), shown()); }

std::unique_ptr<Widget> make_conditioning(PageState& shared) { return std::make_unique<Conditioning>(shared); }

}  // namespace lesson
