#include "widgets/readers/widget.h"

#include <algorithm>

#include "core/io/json.h"
#include "core/text/tokenizer.h"
#include "widgets/page/prompt_box.h"
#include "widgets/readers/draw.h"
#include "widgets/ui/ui.h"

namespace lesson {

namespace {

constexpr Part kParts[] = {{"picture", "The picture with and without readers"},
                           {"given", "What patches read of whose rows"},
                           {"measured", "Measured with readers switched off"},
                           {"vectors", "How alike the words are to each reader"},
                           {"order", "Which rows a changed word moves"}};
constexpr PartList kRunParts = "picture given vectors order";
constexpr PartList kTabParts[] = {"given", "measured", "vectors", "order"};
const std::vector<std::string> kTabs = {"given", "measured", "vectors", "order"},
                               kTabTitles = {"What patches read", "Measured", "Words compared", "A word changed"},
                               kShortTabTitles = {"Read", "Measured", "Alike", "Changed"};

std::string status_of(const RunDesk& desk, const RunSlot* slot) {
  if (!desk.available()) return "No trained model here: this page or program came without its weights.";
  if (!slot) return "Press Run: the model computes on your own machine.";
  const std::string of = " of " + std::to_string(slot->request.steps);
  const std::string steps = std::to_string(slot->log ? slot->log->steps_done() : 0);
  switch (slot->phase) {
    case RunPhase::waiting: return desk.loaded() < 1 ? "Loading the model." : "The first step is on its way.";
    case RunPhase::running: return "Step " + steps + of + ".";
    case RunPhase::stopped: return "Stopped after step " + steps + of + ".";
    case RunPhase::done: return "Done: " + std::to_string(slot->request.steps) + " steps.";
    default: return {};
  }
}

/// The same but for its readers, and so the run to compare with.
bool same_but_for_readers(RunRequest a, RunRequest b) {
  a.drop = b.drop = {};
  a.record = b.record = false;
  return to_json(a) == to_json(b);
}

}  // namespace

std::span<const Part> Readers::parts() const { return kParts; }

Fields Readers::fields() {
  ReadersState& s = state;
  return {
      {"prompt", "Prompt", "Words of the small world: subjects, colours, places, times, shapes.",
       TextField{&shared_.prompt, kLongestPrompt}},
      {"seed", "Seed", "Of the noise: the same seed and settings give the same picture.",
       IntField{&shared_.seed, 0, kLargestSeed}},
      {"clip_l_rows", "CLIP-L: rows", "A row a word, for every attention.", FlagField{&s.clip_l_rows}},
      {"clip_l_pooled", "CLIP-L: pooled", "One vector of the whole prompt, for the modulation.",
       FlagField{&s.clip_l_pooled}},
      {"clip_g_rows", "CLIP-G: rows", "A row a word, for every attention.", FlagField{&s.clip_g_rows}},
      {"clip_g_pooled", "CLIP-G: pooled", "One vector of the whole prompt, for the modulation.",
       FlagField{&s.clip_g_pooled}},
      {"t5_rows", "T5: rows", "A row a word; T5 has no pooled vector.", FlagField{&s.t5_rows}},
      {"view", "View", "What is shown below the pictures.", ChoiceField{&s.tab, kTabs}},
      {"change", "Word to change", "Its number in the prompt; 0 is the last.", IntField{&s.change, 0, kMostChange}},
      {"instead", "Put instead", "One word of the small world.", TextField{&s.instead, kLongestInstead}},
  };
}

void Readers::state_changed() { shared_.touch(); }

RunRequest Readers::request() const {
  RunRequest request;
  const RunSlot* slot = shared_.desk ? shared_.desk->find(kPageRun) : nullptr;
  if (slot && conditioning_of(slot->request.model) != BlockConditioning::cross) request = slot->request;
  request.prompt = shared_.prompt;
  request.seed = static_cast<std::uint64_t>(shared_.seed);
  request.cut = {};
  request.drop = drop_of(state);
  request.record = true;
  return request;
}

RunRequest Readers::reading_of(const std::string& prompt) const {
  RunRequest request;
  request.prompt = prompt;
  request.steps = 1;
  request.guidance = 1;
  request.record = false;
  return request;
}

void Readers::run() {
  RunDesk& desk = *shared_.desk;
  if (shows("picture given")) {
    RunRequest with = request();
    shared_.step = with.steps - 1;
    desk.request(kPageRun, with);
    if (with.drop.any() && !whole_of(with)) {
      with.drop = {};
      with.record = false;
      desk.request(kAllReadersRun, std::move(with), Urgency::when_idle);
    }
  } else {
    desk.request(kTextRun, reading_of(shared_.prompt));
  }
  if (shows("order")) desk.request(kChangedRun, reading_of(changed_prompt(state, shared_.prompt)));
  shared_.touch();
}

std::shared_ptr<const RunLog> Readers::page_log() const {
  const RunSlot* slot = shared_.desk ? shared_.desk->find(kPageRun) : nullptr;
  return slot && slot->log && slot->log->started() ? slot->log : nullptr;
}

const RunLog* Readers::log_of(const char* name, const std::string& prompt) const {
  const RunSlot* slot = shared_.desk ? shared_.desk->find(name) : nullptr;
  const bool read = slot && slot->log && slot->log->started() && slot->log->request().prompt == prompt;
  return read ? slot->log.get() : nullptr;
}

const RunLog* Readers::text_log() const {
  const RunLog* page = log_of(kPageRun, shared_.prompt);
  return page ? page : log_of(kTextRun, shared_.prompt);
}

const Picture* Readers::whole_of(const RunRequest& request) const {
  if (whole_ && same_but_for_readers(whole_->request, request)) return &whole_->picture;
  const RunLog* all = log_of(kAllReadersRun, request.prompt);
  return all && all->finished() && same_but_for_readers(all->request(), request) ? &all->picture() : nullptr;
}

void Readers::keep_whole_picture() {
  const auto page = page_log();
  if (page && page->finished() && !page->request().drop.any() &&
      !(whole_ && to_json(whole_->request) == to_json(page->request())))
    whole_ = Kept{page->request(), page->picture()};
}

ReadersView Readers::view() const {
  const auto page = page_log();
  ReadersSources from;
  from.run = page.get();
  from.whole = page ? whole_of(page->request()) : nullptr;
  from.text = text_log();
  from.changed = log_of(kChangedRun, changed_prompt(state, shared_.prompt));
  from.words = split_words(shared_.prompt);
  from.word = shared_.token >= 1 && shared_.token <= static_cast<int>(from.words.size()) ? shared_.token - 1 : -1;
  from.block = shared_.block;
  if (page && page == work_.log.lock()) {
    from.given = work_.blocks;
    from.step = work_.step;
  }
  return build_view(state, from);
}

bool Readers::given_known() const {
  const auto log = page_log();
  if (!log || log->steps_done() == 0 || !log->request().record) return true;
  const int step = std::clamp(shared_.step, 0, log->steps_done() - 1);
  return work_.log.lock() == log && work_.step == step &&
         std::ranges::all_of(work_.blocks, [](const auto& block) { return block.has_value(); });
}

/// One block; the chosen one first.
void Readers::work() {
  if (given_known()) return;
  const auto log = page_log();
  const int step = std::clamp(shared_.step, 0, log->steps_done() - 1), count = log->shape().blocks;
  if (work_.log.lock() != log || work_.step != step)
    work_ = {log, step, std::vector<std::optional<Given>>(static_cast<std::size_t>(count))};
  const int chosen = std::clamp(shared_.block, 0, count - 1);
  for (int i = 0; i < count; ++i) {
    const int block = (chosen + i) % count;
    std::optional<Given>& given = work_.blocks[static_cast<std::size_t>(block)];
    if (given) continue;
    given = given_in(*log, step, block);
    return;
  }
}

void Readers::draw_switches(ui::Ui& ui, const ReadersView& view) {
  const Fields all = fields();
  ui.group("Readers", [&] {
    ui.row([&] {
      for (const char* key : {"clip_l_rows", "clip_l_pooled", "clip_g_rows", "clip_g_pooled", "t5_rows"})
        ui.field(all, key);
    });
  });
  if (view.trained)
    ui.muted(view.combination);
  else
    ui.text(view.combination, ui::Type::strong);
}

void Readers::draw_run(ui::Ui& ui) {
  const RunSlot* slot = shared_.desk ? shared_.desk->find(kPageRun) : nullptr;
  const bool busy = slot && (slot->phase == RunPhase::waiting || slot->phase == RunPhase::running);
  const bool possible = shared_.desk && shared_.desk->available();
  ui.row([&] {
    const Fields all = fields();
    if (ui.shows("picture") && ui.field(all, "seed")) state_changed();
    if (ui.button("Run", {.help = "Reads the prompt, and paints it with the present switches.",
                          .disabled = !possible,
                          .primary = true}))
      run();
    if (ui.shows("picture given") && ui.button("Stop", {.disabled = !busy})) {
      shared_.desk->cancel(kPageRun);
      shared_.touch();
    }
  });
  static const RunDesk kNoDesk;
  const bool reads_alone = !ui.shows("picture given") && !log_of(kPageRun, shared_.prompt);
  slot = shared_.desk ? shared_.desk->find(reads_alone ? kTextRun : kPageRun) : nullptr;
  ui.status(status_of(shared_.desk ? *shared_.desk : kNoDesk, slot));
  if (slot && slot->phase == RunPhase::failed) ui.error(slot->problem);
}

void Readers::draw_pictures(ui::Ui& ui, const ReadersView& view) {
  const auto page = page_log();
  if (!page || !page->finished()) return;
  const std::string off = dropped_words(page->request().drop);
  const Picture* whole = off.empty() ? nullptr : whole_of(page->request());
  const auto draw = [&](const std::string& name, ShownPicture& shown, const Picture& picture) {
    const float side = std::min(ui.available_width(), 192.0f);
    ui.text(name, ui::Type::strong);
    ui.image(name, shown.pixels(picture), side, side, "Painted from \u201C" + page->request().prompt + "\u201D.");
  };
  ui.columns({{130, 1}, {130, 1}}, [&](int column) {
    if (column == 0 && whole) draw("All three readers", without_, *whole);
    if (column == (whole ? 1 : 0)) draw(off.empty() ? "All three readers" : "Without " + off, with_, page->picture());
  });
  if (!view.picture_sentence.empty()) ui.text(view.picture_sentence);
}

void Readers::draw_given_panel(ui::Ui& ui, const ReadersView& view) {
  ui.text(view.given_sentence);
  if (view.blocks.empty()) return;
  const int pressed = draw_given(ui, view, shared_.block);
  if (pressed >= 0) {
    shared_.block = pressed;
    shared_.touch();
  }
  if (view.given.empty()) return;
  WordBars bars{.label = "Words of the prompt in block " + std::to_string(shared_.block + 1),
                .description = "The share of all that patches read which goes to each word.",
                .readers = {0},
                .names = {"all three readers\u2019 row"},
                .marked = view.word};
  if (view.rows.split) bars.readers = {0, 2}, bars.names = {"CLIP\u2019s row", "T5\u2019s row"};
  draw_word_bars(ui, view.given, bars);
}

void Readers::draw_vectors(ui::Ui& ui, const ReadersView& view) {
  ui.text(view.vectors_sentence);
  if (view.cosine[0].rows() == 0) return;
  ui.muted("Rows and columns, in this order: " + view.word_list + ".");
  ui.columns({{150, 1}, {150, 1}, {150, 1}}, [&](int reader) {
    const MatrixRM& map = view.cosine[static_cast<std::size_t>(reader)];
    ui.text(kReaderNames[static_cast<std::size_t>(reader)], ui::Type::strong);
    ui.heat_map({.label = std::string("Cosines of ") + kReaderNames[static_cast<std::size_t>(reader)],
                 .description = "Rows and columns are the words of the prompt in their order.",
                 .rows = static_cast<int>(map.rows()),
                 .cols = static_cast<int>(map.cols()),
                 .values = {map.data(), static_cast<std::size_t>(map.size())},
                 .min = -1,
                 .max = 1,
                 .map = ui::ColorMap::diverging,
                 .width = std::min(ui.available_width(), 240.0f),
                 .decimals = 2,
                 .mark_row = view.word});
  });
}

void Readers::draw_order(ui::Ui& ui, const ReadersView& view) {
  const std::vector<std::string> words = split_words(shared_.prompt);
  const Fields all = fields();
  bool changed = false;
  ui.row([&] {
    int at = std::max(0, view.changed);
    if (!words.empty() && ui.combo("Word to change", at, words)) {
      state.change = at + 1 == static_cast<int>(words.size()) ? 0 : std::min(at + 1, kMostChange);
      changed = true;
    }
    changed = ui.field(all, "instead") || changed;
  });
  const bool read = shared_.desk && shared_.desk->find(kChangedRun);
  if (changed && read) shared_.desk->request(kChangedRun, reading_of(changed_prompt(state, shared_.prompt)));
  ui.text(view.order_sentence, ui::Type::strong);
  if (view.moved.empty()) return;
  draw_word_bars(ui, view.moved,
                 {.label = "How far each word\u2019s row moves, in its own length",
                  .description = view.order_sentence,
                  .readers = {0, 1, 2},
                  .names = {kReaderNames.begin(), kReaderNames.end()},
                  .marked = view.changed});
}

void Readers::draw(ui::Ui& ui) {
  keep_whole_picture();
  if (ui.shows("given")) work();
  const ReadersView now = view();
  ui.row([&] {
    ui.heading("Three readers");
    if (ui.shows(kRunParts) && (page_log() || text_log()))
      ui.badge(ui::Honesty::live, "Computed on this machine by the tiny SD3.");
  });
  ui.part(kRunParts, [&] {
    draw_prompt(ui, shared_, fields());
    draw_words(ui, shared_);
  });
  ui.part("picture given", [&] { draw_switches(ui, now); });
  ui.part(kRunParts, [&] { draw_run(ui); });
  ui.part("picture", [&] { draw_pictures(ui, now); });
  const int tab = ui.part_tabs("View", state.tab, ui.narrow() ? kShortTabTitles : kTabTitles, kTabParts);
  ui.part(kTabParts[tab], [&] {
    if (tab == 0) draw_given_panel(ui, now);
    if (tab == 1) {
      ui.text(now.measured_sentence);
      if (now.measured.rows.empty()) return;
      ui.table(ui.narrow() ? now.measured_narrow : now.measured,
               {.label = "Measured with readers switched off", .highlight = now.measured_row});
      if (ui.narrow()) ui.muted("Two of the classes; the saved numbers and a wider window hold all.");
      ui.badge(ui::Honesty::recorded, "Measured once, on these weights; the model card says how.");
    }
    if (tab == 2) draw_vectors(ui, now);
    if (tab == 3) draw_order(ui, now);
  });
  ui.row([&] { ui.export_buttons(); });
}

std::string Readers::describe() {
  while (shows("given") && !given_known()) work();  // the text must not depend on how far the work has come
  return lesson::describe(view(), shown());
}

Table Readers::table() {
  while (shows("given") && !given_known()) work();
  return to_table(view(), shown());
}

std::unique_ptr<Widget> make_readers(PageState& shared) { return std::make_unique<Readers>(shared); }

}  // namespace lesson
