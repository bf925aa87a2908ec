#include "widgets/word_trace/view.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/text/tokenizer.h"
#include "core/text_format.h"
#include "widgets/page/prompt_box.h"

namespace lesson {

namespace {

using Cell = TraceCell;

std::string percent_of(double x) { return fixed_number(100 * x, 1) + " %"; }
std::string lengths_of(double x) { return fixed_number(x, 2) + " times its own length"; }

std::string cut_words(const QuadrantCut& cut) {
  std::string text;
  for (std::size_t i = 0; i < kQuadrants; ++i) {
    if (cut.cut[i]) text += (text.empty() ? "" : ", ") + std::string(kQuadrantNames[i]);
  }
  return text;
}

/// f of the row before any block and after each, at every step; f is told how many blocks the row has passed.
Course course(const RunLog& log, int step, const std::function<double(const RowVectorF&, std::size_t)>& f) {
  Course to;
  to.steps = log.steps_done();
  for (int i = 0; i < to.steps; ++i) {
    const std::vector<BlockTrace>& blocks = log.steps()[static_cast<std::size_t>(i)].blocks;
    const auto add = [&](const RowVectorF& row, std::size_t passed) {
      const double value = f(row, passed);
      to.values.push_back(static_cast<float>(value));
      if (i == step) to.shown.push_back(value);
    };
    add(blocks[0].cell(0, Cell::before), 0);
    for (std::size_t b = 0; b < blocks.size(); ++b) add(blocks[b].cell(0, Cell::after), b + 1);
  }
  return to;
}

/// The readers' row is the same at every step: the text starts anew, only the picture carries anything over.
Course distances(const RunLog& log, int step) {
  const RowVectorF began = log.steps()[0].blocks[0].cell(0, Cell::before);
  const double length = std::max(static_cast<double>(began.norm()), 1e-12);
  return course(log, step,
                [&](const RowVectorF& row, std::size_t) { return static_cast<double>((row - began).norm()) / length; });
}

RowVectorF end_row(const RunLog& pole) { return pole.steps()[0].blocks[0].cell(0, Cell::before); }

void add_prompts_axis(WordTraceView& view, const WordTraceState& state, const RunLog& page, const WordTraces& traces) {
  for (const std::string* prompt : {&state.from, &state.to}) {
    if (pole_of(page, view.row, *prompt).row >= 0) continue;
    view.axis_sentence =
        "The axis needs the same word at both ends: " + view.word + " does not stand in \u201C" + *prompt + "\u201D.";
    return;
  }
  view.axis_sentence = "The axis comes with a trace.";
  if (!traces.from || !traces.to || !traces.plain) return;
  const RowVectorF from = end_row(*traces.from), axis = end_row(*traces.to) - from;
  const double size = static_cast<double>(axis.squaredNorm());
  if (!(size > 1e-9 * static_cast<double>(from.squaredNorm()))) {
    view.axis_sentence =
        "Both prompts give the same row: its reader made it before the words that differ were read. There is no axis.";
    return;
  }
  const auto place = [&](const RowVectorF& row, std::size_t) {
    return static_cast<double>((row - from).dot(axis)) / size;
  };
  view.place = course(*traces.plain, view.step, place);
  if (traces.cut) view.place_cut = course(*traces.cut, view.step, place);
  const std::vector<double>& shown = view.place.shown;
  view.axis_sentence = view.word + " comes from its readers at " + fixed_number(shown.front(), 2) +
                       " and leaves the blocks at " + fixed_number(shown.back(), 2) +
                       ", where 0 is the same word in \u201C" + state.from + "\u201D and 1 in \u201C" + state.to +
                       "\u201D, as the readers give it.";
  if (!view.place_cut.shown.empty())
    view.axis_sentence += " With the cut: " + fixed_number(view.place_cut.shown.back(), 2) + ".";
}

/// Where a probe that was trained on many captions puts the row: +1 is the bird, -1 the machine.
void add_probe_axis(WordTraceView& view, const RunLog& page, const WordTraces& traces, const MeasuredCrane& crane) {
  const auto reader = static_cast<std::size_t>(std::ranges::find(view.rows, view.row) - view.rows.begin());
  const auto probe = [&](std::size_t passed) { return crane.probe_of(reader, passed, page.shape().width); };
  if (page.labels()[static_cast<std::size_t>(view.row)] != kProbedWord) {
    view.axis_sentence = std::string("The probe was trained on the word \u201C") + kProbedWord +
                         "\u201D alone: choose that word, or two prompts as the axis.";
    return;
  }
  if (page.weights_sha256() != crane.weights_sha256 || !probe(0)) {
    view.axis_sentence = "No probe was trained on these weights: take two prompts as the axis.";
    return;
  }
  view.axis_sentence = "The place on the axis comes with a trace.";
  if (!traces.plain) return;
  const auto place = [&](const RowVectorF& row, std::size_t passed) { return probe(passed)->at(row); };
  view.place = course(*traces.plain, view.step, place);
  if (traces.cut) view.place_cut = course(*traces.cut, view.step, place);
  const std::vector<double>& shown = view.place.shown;
  view.axis_sentence =
      view.word + " comes from its reader at " + fixed_number(shown.front(), 2) + " and leaves the blocks at " +
      fixed_number(shown.back(), 2) +
      ", where +1 is the bird and \u22121 the machine. Of captions that it had not seen, the probe tells " +
      share_words(probe(0)->right) + " before any block and " + share_words(probe(shown.size() - 1)->right) +
      " after the last (n = " + std::to_string(probe(0)->right.pictures) + ").";
  if (!view.place_cut.shown.empty())
    view.axis_sentence += " With the cut: " + fixed_number(view.place_cut.shown.back(), 2) + ".";
}

void add_axis(WordTraceView& view, const WordTraceState& state, const RunLog& page, const WordTraces& traces,
              const MeasuredCrane& crane) {
  if (static_cast<WordAxis>(state.axis) == WordAxis::probe) return add_probe_axis(view, page, traces, crane);
  add_prompts_axis(view, state, page, traces);
}

void add_writers(WordTraceView& view, const RunLog& trace) {
  double text = 0, image = 0, mlp = 0;
  for (const BlockTrace& block : trace.steps()[static_cast<std::size_t>(view.step)].blocks) {
    const auto length = [&](Cell cell) { return static_cast<double>(block.cell(0, cell).norm()); };
    const double fed = static_cast<double>((block.cell(0, Cell::after) - block.cell(0, Cell::middle)).norm());
    view.writers.push_back({length(Cell::from_text), length(Cell::from_image), fed});
    text += view.writers.back().text, image += view.writers.back().image, mlp += fed;
  }
  const double sum = std::max(text + image + mlp, 1e-12);
  view.writers_sentence = "Of all that is written into " + view.word + ", text reads text brings " +
                          percent_of(text / sum) + ", text reads image " + percent_of(image / sum) +
                          ", its own feed-forward part " + percent_of(mlp / sum) +
                          ", by length. The last block writes nothing: its text is read and dropped.";
}

void add_cut(WordTraceView& view, const WordTraceState& state, const WordTraces& traces) {
  if (!state.cut.any()) {
    view.cut_sentence = "Nothing is cut.";
  } else if (!traces.cut || !view.traced) {
    view.cut_sentence = "The run with the cut comes with a trace.";
  } else {
    view.cut_sentence = "Without " + cut_words(state.cut) + " the row moves " +
                        lengths_of(view.distance_cut.shown.back()) + "; in the run as it is " +
                        lengths_of(view.distance.shown.back()) + ".";
  }
}

/// One run shows how; these rates show how often.
void add_rates(WordTraceView& view, const QuadrantCut& cut, const RunLog& page, const MeasuredCrane& crane) {
  const CraneRates *whole = crane.rates_of({}), *found = crane.rates_of(cut);
  if (page.weights_sha256() != crane.weights_sha256 || !whole || !found) {
    view.rates_sentence =
        "One run shows how, not how often: how often this cut changes what is painted was not measured "
        "for these weights.";
    return;
  }
  view.rates = {share_words(whole->bird), share_words(whole->machine), {}, {}};
  const auto painted = [](const CraneRates& of) {
    return "the bird in " + share_words(of.bird) + ", the machine in " + share_words(of.machine);
  };
  view.rates_sentence = "Of " + std::to_string(whole->bird.pictures) +
                        " captions a meaning the model as it is painted " + painted(*whole);
  if (cut.any()) {
    view.rates.bird_cut = share_words(found->bird), view.rates.machine_cut = share_words(found->machine);
    view.rates_sentence += "; with this cut " + painted(*found);
    if (found->text_reads_itself) view.rates_sentence += " (each row of text still reading itself)";
  }
  view.rates_sentence += ". Measured when the weights were made.";
}

}  // namespace

std::vector<int> rows_of_word(const RunLog& log, int token) {
  const TextRows rows = log.shape().text_rows();
  const int word = rows.word_at(token);
  return word >= 0 && word < log.words() ? rows.of_word(word) : std::vector{token};
}

Pole pole_of(const RunLog& page, int row, const std::string& prompt) {
  const std::vector<std::string> words = split_words(prompt);
  const auto found = std::ranges::find(words, page.labels()[static_cast<std::size_t>(row)]);
  const int word = page.shape().text_rows().word_at(row);
  if (found == words.end() || word < 0 || word >= page.words()) return {prompt, -1};
  const int shift = static_cast<int>(found - words.begin()) - word;
  return {prompt, row + shift < page.shape().context ? row + shift : -1};
}

RunRequest pole_request(const RunRequest& page, const Pole& pole) {
  RunRequest request = page;
  request.prompt = pole.prompt;
  request.sampler = RunSampler::euler;
  request.steps = 1;
  request.guidance = 1;
  request.cut = {};
  request.record = false;
  request.trace = {{pole.row}, false, false};
  return request;
}

WordTraceView build_view(const WordTraceState& state, const PageState& shared, const RunLog* page,
                         const WordTraces& traces, const MeasuredCrane& measured) {
  WordTraceView view;
  view.cut_sentence = "Nothing has run yet.";
  if (!page || !page->shape().joint()) return view;
  view.started = true;
  view.row = std::clamp(state.word, 0, page->shape().context - 1);
  view.rows = rows_of_word(*page, view.row);
  view.word = "\u201C" + shown_label(page->labels()[static_cast<std::size_t>(view.row)]) + "\u201D";
  view.blocks = page->shape().blocks;
  view.traced = traces.plain != nullptr;
  view.steps = traces.plain ? traces.plain->steps_done() : 0;
  if (traces.cut) view.steps = std::min(view.steps, traces.cut->steps_done());
  view.step = std::clamp(shared.step, 0, std::max(view.steps - 1, 0));
  if (view.traced) {
    view.where = "Step " + std::to_string(view.step + 1) + " of " + std::to_string(page->request().steps) + ", row " +
                 std::to_string(view.row + 1) + ".";
    view.distance = distances(*traces.plain, view.step);
    if (traces.cut) view.distance_cut = distances(*traces.cut, view.step);
    add_writers(view, *traces.plain);
    view.path_sentence = view.word + " ends " + lengths_of(view.distance.shown.back()) +
                         " away from the row that its readers gave, and begins there again at the next step.";
  }
  add_axis(view, state, *page, traces, measured);
  add_cut(view, state, traces);
  add_rates(view, state.cut, *page, measured);
  return view;
}

std::string describe(const WordTraceView& view, const ShownParts& shown) {
  std::string text = "A word\u2019s journey through the blocks.";
  if (!view.where.empty()) text += " " + view.where;
  const auto say = [&](const char* part, const std::string& sentence) {
    if (shown.any(part) && !sentence.empty()) text += " " + sentence;
  };
  say("path", view.path_sentence);
  say("axis", view.axis_sentence);
  say("writers", view.writers_sentence);
  say("cuts", view.cut_sentence);
  say("cuts", view.rates_sentence);
  return text;
}

Table to_table(const WordTraceView& view, const ShownParts& shown) {
  Table table{{"part", "after block", "as it is", "with the cut"}, {}};
  const auto cell = [](const std::vector<double>& all, std::size_t i) {
    return i < all.size() ? short_number(all[i], 4) : std::string();
  };
  if (shown.any("run")) table.rows.push_back({"word", "", view.word, ""});
  const auto add_course = [&](const char* part, const char* name, const Course& plain, const Course& cut) {
    if (!shown.any(part)) return;
    for (std::size_t i = 0; i < std::max<std::size_t>(plain.shown.size(), 1); ++i) {
      table.rows.push_back({name, std::to_string(i), cell(plain.shown, i), cell(cut.shown, i)});
    }
  };
  add_course("path cuts", "distance", view.distance, view.distance_cut);
  add_course("axis", "place on the axis", view.place, view.place_cut);
  if (shown.any("cuts")) {
    table.rows.push_back({"birds right, measured", "", view.rates.bird, view.rates.bird_cut});
    table.rows.push_back({"machines right, measured", "", view.rates.machine, view.rates.machine_cut});
  }
  for (std::size_t i = 0; shown.any("writers") && i < std::max<std::size_t>(view.writers.size(), 1); ++i) {
    const Writing writing = i < view.writers.size() ? view.writers[i] : Writing{};
    const auto row = [&](const char* who, double length) {
      table.rows.push_back({who, std::to_string(i + 1), view.writers.empty() ? "" : short_number(length, 4), ""});
    };
    row("text reads text", writing.text);
    row("text reads image", writing.image);
    row("feed-forward", writing.mlp);
  }
  return table;
}

}  // namespace lesson
