#include "widgets/readers/view.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/pipeline/picture_change.h"
#include "core/text_format.h"

namespace lesson {

namespace {

std::string percent_text(double share) {
  const double percent = 100 * share;
  return percent > 0 && percent < 0.05 ? "below 0.1 %" : fixed_number(percent, percent < 10 ? 1 : 0) + " %";
}

std::string signed_text(double x) { return (x < 0 ? "\u2212" : "") + fixed_number(std::fabs(x), 2); }

/// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& things) {
  std::string text;
  for (std::size_t i = 0; i < things.size(); ++i)
    text += (i == 0 ? "" : i + 1 == things.size() ? " and " : ", ") + things[i];
  return text;
}

std::string quoted(const std::string& word) { return "\u201C" + word + "\u201D"; }

std::string picture_sentence(const ReadersSources& from) {
  if (!from.run || !from.run->finished() || !from.run->request().drop.any()) return {};
  if (!from.whole) return "The same with all readers is on its way.";
  const auto change = compare_pictures(*from.whole, from.run->picture());
  if (!change) return {};
  return "Without " + dropped_words(from.run->request().drop) + ", " + percent_text(change->changed) +
         " of the pixels change so that one sees it.";
}

// --- who reads whose rows

void add_given(const ReadersSources& from, ReadersView& view) {
  if (!from.run || from.run->steps_done() == 0) return;
  view.rows = rows_of(*from.run);
  const int image = from.run->shape().joint() ? from.run->shape().image_tokens() : 0;
  view.even = even_shares(view.rows, image);
  for (const std::optional<Given>& given : from.given)
    view.blocks.push_back(given ? std::optional(shares_of(*given, view.rows)) : std::nullopt);
  const auto at = static_cast<std::size_t>(from.block);
  if (at >= from.given.size() || !from.given[at]) return;
  const std::vector<double>& rows = from.given[at]->rows;
  const int words = std::max(view.rows.clip_words(), view.rows.t5_words());
  for (int i = 0; i < words; ++i) {
    const int clip = i + 1, t5 = view.rows.first_t5_word() + i;
    WordRow& row = view.given.emplace_back();
    row.word = from.run->labels()[static_cast<std::size_t>(i < view.rows.clip_words() ? clip : t5)];
    if (i < view.rows.clip_words()) row.values[0] = rows[static_cast<std::size_t>(clip)];
    if (view.rows.split && i < view.rows.t5_words()) row.values[2] = rows[static_cast<std::size_t>(t5)];
  }
}

std::string given_sentence(const ReadersSources& from, const ReadersView& view) {
  const auto at = static_cast<std::size_t>(from.block);
  if (at >= view.blocks.size() || !view.blocks[at]) return "What patches read of whose rows comes with a run.";
  const GivenShares& now = *view.blocks[at];
  const auto share = [&](GivenKind kind) { return now[static_cast<std::size_t>(kind)]; };
  const auto even = [&](GivenKind kind) { return view.even[static_cast<std::size_t>(kind)]; };
  const auto both = [&](auto of, GivenKind a, GivenKind b) { return percent_text(of(a) + of(b)); };
  const std::string place =
      "In block " + std::to_string(from.block + 1) + ", step " + std::to_string(from.step + 1) + ", ";
  const std::string image = ", to other patches " + percent_text(share(GivenKind::image)) + ".";
  if (!view.rows.split)
    return place + "patches give " + both(share, GivenKind::clip_words, GivenKind::clip_rest) +
           " of their reading to the text (" + percent_text(share(GivenKind::clip_words)) + " to its words" +
           "; even reading: " + both(even, GivenKind::clip_words, GivenKind::clip_rest) + ")" + image +
           " In these weights a text row is all three readers side by side, so that rows cannot tell them apart.";
  return place + "patches give " + both(share, GivenKind::clip_words, GivenKind::clip_rest) +
         " of their reading to CLIP\u2019s rows (" + percent_text(share(GivenKind::clip_words)) +
         " to words; even reading: " + both(even, GivenKind::clip_words, GivenKind::clip_rest) + "), " +
         both(share, GivenKind::t5_words, GivenKind::t5_rest) + " to T5\u2019s (" +
         percent_text(share(GivenKind::t5_words)) +
         " to words; even: " + both(even, GivenKind::t5_words, GivenKind::t5_rest) + ")" + image;
}

// --- words to each reader

void add_vectors(const ReadersSources& from, ReadersView& view) {
  const RunLog* text = from.text;
  view.vectors_sentence = "How alike the words are to each reader comes with a run.";
  if (!text) return;
  for (int reader = 0; reader < kTextEncoders; ++reader)
    view.cosine[static_cast<std::size_t>(reader)] = cosines(word_rows(*text, static_cast<TextEncoder>(reader)));
  for (const std::string& word : from.words) view.word_list += (view.word_list.empty() ? "" : ", ") + word;
  view.vectors_sentence =
      "Each square is two words of the prompt: the warmer, the more alike that reader\u2019s rows of them are; cold "
      "ones "
      "are opposed.";
  static constexpr std::array<std::array<std::size_t, 2>, 3> kPairs = {{{0, 1}, {0, 2}, {1, 2}}};
  std::vector<std::string> found;
  for (const auto& [a, b] : kPairs)
    if (const auto r = agreement(view.cosine[a], view.cosine[b]))
      found.push_back(std::string(kReaderNames[a]) + " and " + kReaderNames[b] + " by " + signed_text(*r));
  if (!found.empty()) view.vectors_sentence += " The maps agree (correlation, 1 is all): " + listed(found) + ".";
}

// --- which rows a changed word moves

/// The farthest that rows [first, last) of a reader moved; 0 for none.
double farthest(const ReadersView& view, std::size_t reader, int first, int last) {
  double most = 0;
  for (int i = first; i < last; ++i) most = std::max(most, view.moved[static_cast<std::size_t>(i)].values[reader]);
  return most;
}

void add_moved(const ReadersSources& from, ReadersView& view) {
  std::array<std::vector<double>, kTextEncoders> far;
  for (std::size_t reader = 0; reader < far.size(); ++reader) {
    const auto which = static_cast<TextEncoder>(reader);
    far[reader] = moved(word_rows(*from.text, which), word_rows(*from.changed, which));
  }
  for (std::size_t i = 0; i < from.words.size() && i < far[2].size(); ++i) {
    WordRow& row = view.moved.emplace_back(WordRow{from.words[i], {}});
    for (std::size_t reader = 0; reader < far.size(); ++reader)
      row.values[reader] = i < far[reader].size() ? far[reader][i] : 0;
  }
}

std::string order_sentence(const ReadersState& state, const ReadersSources& from, const ReadersView& view) {
  const auto at = static_cast<std::size_t>(view.changed);
  if (view.moved.empty() || view.changed < 0 || at >= view.moved.size())
    return "Which rows move when a later word is changed comes with a run.";
  const std::string change = quoted(from.words[at]) + " \u2192 " + quoted(state.instead);
  if (from.words[at] == state.instead) return change + " changes nothing: put another word there.";
  if (view.changed == 0) return change + " is the first word: nothing was read before it. Change a later one.";
  const double l = farthest(view, 0, 0, view.changed), g = farthest(view, 1, 0, view.changed),
               t5 = farthest(view, 2, 0, view.changed);
  const int looked = view.word >= 0 && view.word < view.changed ? view.word : std::min(1, view.changed - 1);
  const WordRow& row = view.moved[static_cast<std::size_t>(looked)];
  const std::string clip =
      std::max(l, g) == 0
          ? "no CLIP row before it moves at all: a CLIP reads from left to right, and had made the row of " +
                quoted(row.word) + " before " + quoted(from.words[at]) + " was read"
          : "CLIP rows before it move by up to " + percent_text(std::max(l, g)) + " of their length";
  return change + ": " + clip + ". T5 reads in both directions: its row of " + quoted(row.word) + " moves by " +
         percent_text(row.values[2]) + " of its length, the farthest before the change by " + percent_text(t5) + ".";
}

// --- measured

std::string measured_cell(const std::optional<MeasuredShare>& share) {
  if (!share) return "";
  return fixed_number(100 * share->value, 0) + " \u00B1 " + fixed_number(100 * share->standard_error, 0);
}

/// "without T5": the readers as the switches call them.
std::string in_words(std::string given) {
  static constexpr std::pair<const char*, const char*> kNames[] = {
      {"clip_l", "CLIP-L"},
      {"clip_g", "CLIP-G"},
      {"t5", "T5"},
      {"tokens only (pooled zero)", "rows only"},
      {"pooled only (tokens zero)", "pooled only"},
      {"another caption's pooled", "another\u2019s pooled"}};
  for (const auto& [name, words] : kNames)
    if (const auto at = given.find(name); at != given.npos) given.replace(at, std::string_view(name).size(), words);
  return given;
}

/// Those columns of a table that it has.
Table only(const Table& table, std::initializer_list<std::string_view> names) {
  Table out;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    if (std::ranges::find(names, table.columns[column]) == names.end()) continue;
    out.columns.push_back(table.columns[column]);
    out.rows.resize(table.rows.size());
    for (std::size_t row = 0; row < table.rows.size(); ++row) out.rows[row].push_back(table.rows[row][column]);
  }
  return out;
}

void add_measured(const EncoderDrop& drop, const ReadersSources& from, ReadersView& view) {
  const auto& measured = measured_readers();
  const RunLog* log = from.run ? from.run : from.text;
  const bool other = log && measured && log->weights_sha256() != measured->weights_sha256;
  if (!measured || other) {
    view.measured_sentence = "What each reader gives was not measured for these weights.";
    return;
  }
  view.measured.columns = {"readers"};
  for (const std::string& name : measured->classes) view.measured.columns.push_back(name);
  int most = 0;
  for (const MeasuredReaders::Row& row : measured->rows) {
    if (row.drop == drop) view.measured_row = static_cast<int>(view.measured.rows.size());
    std::vector<std::string>& cells = view.measured.rows.emplace_back(1, in_words(row.given));
    for (const auto& share : row.shares) {
      cells.push_back(measured_cell(share));
      if (share) most = std::max(most, share->pictures);
    }
  }
  view.measured_narrow = only(view.measured, {"readers", "subject", "all"});
  view.measured_sentence = "Pictures with that class of word right, per cent, \u00B1 one standard error, of up to " +
                           std::to_string(most) + " pictures of these weights.";
}

}  // namespace

EncoderDrop drop_of(const ReadersState& s) {
  return {{!s.clip_l_rows, !s.clip_g_rows, !s.t5_rows}, {!s.clip_l_pooled, !s.clip_g_pooled, false}};
}

std::string dropped_words(const EncoderDrop& drop) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < kReaderNames.size(); ++i) {
    const std::string name = kReaderNames[i];
    if (drop.has(static_cast<TextEncoder>(i))) {
      parts.push_back(name);
    } else if (drop.rows[i] || drop.pooled[i]) {
      parts.push_back(name + (drop.rows[i] ? "\u2019s rows" : "\u2019s pooled vector"));
    }
  }
  return listed(parts);
}

std::string combination_sentence(const EncoderDrop& drop) {
  if (!drop.any()) return "All three readers are read, as for most pictures of the training.";
  const std::string off = "Without " + dropped_words(drop) + ": ";
  if (drop.occurs_in_training()) return off + "training dropped each reader at random, so it met this.";
  return off +
         "training never met this, since a reader\u2019s rows and its pooled vector were dropped together. The "
         "picture shows what the model does there, not what it learnt.";
}

ReadersView build_view(const ReadersState& state, const ReadersSources& from) {
  ReadersView view;
  const EncoderDrop drop = drop_of(state);
  view.trained = drop.occurs_in_training();
  view.combination = combination_sentence(drop);
  view.picture_sentence = picture_sentence(from);
  view.words = static_cast<int>(from.words.size());
  view.word = from.word;
  add_given(from, view);
  view.given_sentence = given_sentence(from, view);
  add_vectors(from, view);
  view.changed = changed_word(state, from.words);
  if (from.text && from.changed) add_moved(from, view);
  view.order_sentence = order_sentence(state, from, view);
  add_measured(drop, from, view);
  return view;
}

std::string describe(const ReadersView& view, const ShownParts& shown) {
  std::string text;
  const auto add = [&](const char* part, const std::string& sentence) {
    if (shown.any(part) && !sentence.empty()) text += (text.empty() ? "" : " ") + sentence;
  };
  add("picture", view.combination);
  add("picture", view.picture_sentence);
  add("given", view.given_sentence);
  if (view.measured_row >= 0) {
    std::string row;
    const auto& cells = view.measured.rows[static_cast<std::size_t>(view.measured_row)];
    for (std::size_t i = 1; i < cells.size(); ++i)
      row += (i == 1 ? "" : ", ") + view.measured.columns[i] + " " + cells[i];
    add("measured", "Measured, " + cells[0] + ": " + row + ".");
  }
  add("measured", view.measured_sentence);
  add("vectors", view.vectors_sentence);
  add("order", view.order_sentence);
  return text;
}

Table to_table(const ReadersView& view, const ShownParts& shown) {
  Table table{{"what", "of", "CLIP-L", "CLIP-G", "T5", "image"}, {}};
  const auto number = [](double x) { return short_number(x, 4); };
  for (std::size_t block = 0; shown.any("given") && block < view.blocks.size(); ++block) {
    if (!view.blocks[block]) continue;
    const GivenShares& s = *view.blocks[block];
    const std::string clip = number(s[0] + s[1]), t5 = number(view.rows.split ? s[2] + s[3] : s[0] + s[1]);
    table.rows.push_back({"patches read, share", "block " + std::to_string(block + 1), clip, clip, t5, number(s[4])});
  }
  for (const WordRow& row : view.given)
    if (shown.any("given"))
      table.rows.push_back({"patches read, share", row.word, number(row.values[0]), number(row.values[0]),
                            number(row.values[view.rows.split ? 2 : 0]), ""});
  for (std::size_t i = 0; shown.any("vectors") && i < static_cast<std::size_t>(view.cosine[0].rows()); ++i)
    for (std::size_t j = i + 1; j < static_cast<std::size_t>(view.cosine[0].rows()); ++j) {
      std::vector<std::string> cells = {"cosine", "words " + std::to_string(i + 1) + ", " + std::to_string(j + 1)};
      for (const MatrixRM& map : view.cosine) {
        const auto a = static_cast<Eigen::Index>(i), b = static_cast<Eigen::Index>(j);
        cells.push_back(b < map.rows() ? number(static_cast<double>(map(a, b))) : "");
      }
      cells.emplace_back();
      table.rows.push_back(std::move(cells));
    }
  for (const WordRow& row : view.moved)
    if (shown.any("order"))
      table.rows.push_back({"row moves, share of its length", row.word, number(row.values[0]), number(row.values[1]),
                            number(row.values[2]), ""});
  for (const auto& row : view.measured.rows) {
    if (!shown.any("measured")) break;
    for (std::size_t i = 1; i < row.size(); ++i)
      table.rows.push_back({"measured, % right", row[0] + ": " + view.measured.columns[i], row[i], "", "", ""});
  }
  if (table.rows.empty()) table.rows.push_back({view.combination, "", "", "", "", ""});
  return table;
}

}  // namespace lesson
