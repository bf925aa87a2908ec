#include "widgets/attention_quadrants/view.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/catalogue/tokens.h"
#include "core/text_format.h"

namespace lesson {

namespace {

TokenView token_view(const SourceInfo& info, const AttentionMap& map, int token) {
  TokenView out;
  if (token < 0 || token >= map.tokens()) return out;
  out.index = token;
  out.label = token_label(info, token);
  out.reads = map.row(token);
  out.read_by = map.column(token);
  const int T = map.shape().text_tokens;
  const bool text = token < T;
  for (int key = 0; key < T && !out.reads.empty(); ++key)
    out.reads_text += static_cast<double>(out.reads[static_cast<std::size_t>(key)]);
  const bool keeps_text = !map.cut().has(text ? Quadrant::text_reads_text : Quadrant::image_reads_text);
  const bool keeps_image = !map.cut().has(text ? Quadrant::text_reads_image : Quadrant::image_reads_image);
  const int keys = (keeps_text ? T : 0) + (keeps_image ? map.shape().image_tokens : 0);
  out.uniform_text = keeps_text && keys > 0 ? static_cast<double>(T) / keys : 0;
  for (std::size_t row = static_cast<std::size_t>(T); row < out.read_by.size(); ++row)
    out.read_by_image += static_cast<double>(out.read_by[row]) / map.shape().image_tokens;
  return out;
}

ChangeView change_view(const SourceInfo& info, const AttentionMap& map, const QuadrantCut& cut) {
  ChangeView out;
  if (!map.has_values()) {
    out.why_not =
        info.honesty == ui::Honesty::live
            ? "The record of a run keeps queries and keys only; run it again with the cut to see what changes."
            : "This capture holds no values (v), so the output cannot be computed.";
    return out;
  }
  if (!map.done()) {
    out.why_not = "Still reading the rows.";
    return out;
  }
  out.available = true;
  out.now = map.change(cut);
  for (int i = 0; i < kQuadrants; ++i) {
    QuadrantCut alone;
    alone.set(static_cast<Quadrant>(i));
    out.alone[static_cast<std::size_t>(i)] = map.change(alone).all;
  }
  return out;
}

std::string where_of(const SourceInfo& info, const SliceKey& key) {
  const auto in_model = [](const std::string& name) { return name.empty() ? "" : " (" + name + ")"; };
  std::string out = "block " + std::to_string(key.block + 1) + " of " + std::to_string(info.blocks) +
                    in_model(block_name(info, key.block)) + ", head " + std::to_string(key.head + 1) + " of " +
                    std::to_string(info.heads) + in_model(head_name(info, key.head));
  if (info.steps > 1) out += ", step " + std::to_string(key.step + 1) + " of " + std::to_string(info.steps);
  const std::size_t step = static_cast<std::size_t>(key.step);
  if (step < info.step_labels.size()) out += " (" + info.step_labels[step] + ")";
  return out;
}

/// The tokens a row (or column) gives most to, for the text alternative.
std::string strongest(const SourceInfo& info, const std::vector<float>& weights, std::size_t count) {
  std::vector<int> order(weights.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  count = std::min(count, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(), [&](int a, int b) {
    return weights[static_cast<std::size_t>(a)] > weights[static_cast<std::size_t>(b)];
  });
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    out += (i ? ", " : "") + token_label(info, order[i]) + " (" +
           fine_percent(static_cast<double>(weights[static_cast<std::size_t>(order[i])])) + ")";
  }
  return out;
}

}  // namespace

bool is_padding(std::string_view label) {
  return label.empty() || label == "\u00B7" || label == "[PAD]" || label == "<pad>";
}

namespace {

/// Rows [begin, end) of the text that one reader has, and its name; all of it where readers are not told apart.
struct ReaderRows {
  std::size_t begin, end;
  std::string name;
};
ReaderRows reader_of(const SourceInfo& info, std::size_t index) {
  std::size_t begin = 0;
  for (const TextReader& reader : info.readers) {
    const std::size_t end = std::min(begin + static_cast<std::size_t>(reader.rows), info.text_labels.size());
    if (index < end) return {begin, end, reader.name};
    begin = end;
  }
  return {begin, info.text_labels.size(), ""};
}

/// How often rows [from, to) have this label.
std::ptrdiff_t count_label(const SourceInfo& info, std::size_t from, std::size_t to, const std::string& label) {
  const auto at = [&](std::size_t i) { return info.text_labels.begin() + static_cast<std::ptrdiff_t>(i); };
  return std::count(at(from), at(to), label);
}

/// "2" for the second of a word that comes more than once to this reader; else "".
std::string turn_of(const SourceInfo& info, std::size_t index) {
  const ReaderRows rows = reader_of(info, index);
  const std::string& label = info.text_labels[index];
  if (count_label(info, rows.begin, rows.end, label) < 2) return "";
  return std::to_string(count_label(info, rows.begin, index, label) + 1);
}

/// " (2)" for the second of a word that comes more than once, " (T5)" where other readers have the word as well.
std::string which_of(const SourceInfo& info, std::size_t index) {
  const ReaderRows rows = reader_of(info, index);
  const std::string& label = info.text_labels[index];
  const bool shared =
      count_label(info, 0, info.text_labels.size(), label) > count_label(info, rows.begin, rows.end, label);
  const std::string number = turn_of(info, index), reader = shared ? rows.name : "";
  if (number.empty() && reader.empty()) return "";
  return " (" + reader + (reader.empty() || number.empty() ? "" : " ") + number + ")";
}

/// The row that has this label for the turn-th time (from 0) among [begin, end); -1: none.
int find_turn(const SourceInfo& info, std::size_t begin, std::size_t end, const std::string& label,
              std::ptrdiff_t turn) {
  for (std::size_t i = begin; i < end; ++i) {
    if (info.text_labels[i] == label && turn-- == 0) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

std::vector<int> rows_of_word(const SourceInfo& info, int token) {
  const auto index = static_cast<std::size_t>(token);
  if (token < 0) return {};
  if (index >= info.text_labels.size() || is_padding(info.text_labels[index])) return {token};
  const std::string& label = info.text_labels[index];
  const std::ptrdiff_t turn = count_label(info, reader_of(info, index).begin, index, label);
  std::vector<int> rows;
  for (std::size_t begin = 0; begin < info.text_labels.size();) {
    const ReaderRows reader = reader_of(info, begin);
    const int row = find_turn(info, reader.begin, reader.end, label, turn);
    if (row >= 0) rows.push_back(row);
    begin = std::max(reader.end, begin + 1);
  }
  return rows;
}

std::string word_label(const SourceInfo& info, int token) {
  const auto index = static_cast<std::size_t>(token);
  if (token < 0 || index >= info.text_labels.size() || is_padding(info.text_labels[index]))
    return token_label(info, token);
  const std::string turn = turn_of(info, index);
  return info.text_labels[index] + (turn.empty() ? "" : " (" + turn + ")");
}

std::string block_name(const SourceInfo& info, int block) {
  const auto at = static_cast<std::size_t>(block);
  return at < info.block_labels.size() ? info.block_labels[at] : "";
}

std::string head_name(const SourceInfo& info, int head) {
  const auto at = static_cast<std::size_t>(head);
  return at < info.head_numbers.size() ? "head " + std::to_string(info.head_numbers[at]) + " of the model, from 0" : "";
}

std::string token_label(const SourceInfo& info, int token) {
  if (token < 0) return "none";
  const int T = info.shape.text_tokens;
  if (token < T) {
    const std::size_t index = static_cast<std::size_t>(token);
    const std::string label = index < info.text_labels.size() ? info.text_labels[index] : "";
    if (label.empty()) return "text " + std::to_string(token + 1);
    return is_padding(label) ? "pad " + std::to_string(token + 1) : label + which_of(info, index);
  }
  const int cols = std::max(info.grid_cols, 1);
  return "patch " + std::to_string((token - T) / cols + 1) + ", " + std::to_string((token - T) % cols + 1);
}

std::string times(double factor) {
  char text[32];
  std::snprintf(text, sizeof text,
                factor >= 100    ? "%.0f"
                : factor >= 10   ? "%.1f"
                : factor >= 0.01 ? "%.2f"
                                 : "%.1g",
                factor);
  return std::string(text) + "\u2009\u00D7";
}

std::vector<CompareRow> compare_rows(const JointShape& shape, int heads, int head_dim) {
  const std::int64_t T = shape.text_tokens, I = shape.image_tokens, S = T + I, R = kReferenceTokens;
  const auto flops = [&](std::int64_t entries) {
    return 4 * entries * heads * head_dim;
  };  // q k^T and the weighted sum, 2 each
  const std::int64_t joint = catalogue::joint_entries(I, T), cross = catalogue::self_and_cross_entries(I, T),
                     adapter = cross + I * R;
  return {{"Joint attention", "MMDiT: SD3, FLUX", shape_text(S, S), "text and image are both updated", 1, joint,
           flops(joint)},
          {"Self, then cross-attention", "U-Net: SD v1.5, SDXL", shape_text(I, I) + " + " + shape_text(I, T),
           "only the image is updated", 2, cross, flops(cross)},
          {"With IP-Adapter", "two references, read apart and added",
           shape_text(I, I) + " + " + shape_text(I, T) + " + " + shape_text(I, R), "only the image is updated", 3,
           adapter, flops(adapter)}};
}

AttentionView build_view(const SourceInfo& info, const SliceKey& key, const AttentionMap* map, const QuadrantCut& cut,
                         int token, std::string message) {
  AttentionView view;
  view.message = std::move(message);
  view.any_cut = cut.any();
  view.where = where_of(info, key);
  view.compare = compare_rows(info.shape, std::max(info.heads, 1), std::max(info.head_dim, 1));
  const QuadrantMass uniform = uniform_quadrant_mass(info.shape, cut);
  const QuadrantMass mass = map ? map->mass() : QuadrantMass{};
  for (std::size_t i = 0; i < view.quadrants.size(); ++i) {
    view.quadrants[i] = {kQuadrantNames[i], mass[i], uniform[i], cut.cut[i]};
  }
  if (!map) return view;
  view.ready = true;
  view.progress = map->progress();
  view.token = token_view(info, *map, token);
  for (const int row : rows_of_word(info, token))
    view.word.push_back(row == token ? view.token : token_view(info, *map, row));
  view.change = change_view(info, *map, cut);
  return view;
}

std::string word_sum(const AttentionView& view, const SourceInfo& info) {
  if (view.word.size() < 2) return {};
  double sum = 0;
  for (const TokenView& row : view.word) {
    if (row.read_by.empty()) return {};
    sum += row.read_by_image;
  }
  std::string parts;
  for (const TokenView& row : view.word)
    parts += (parts.empty() ? "" : ", ") + row.label + " " + fine_percent(row.read_by_image);
  return "\u201C" + word_label(info, view.token.index) + "\u201D has a row of each reader. A patch gives them " +
         fine_percent(sum) + " of its weight on average (" + parts + ").";
}

namespace {

/// " (CLIP 77, T5 256)" where there are several.
std::string readers_words(const SourceInfo& info) {
  if (info.readers.size() < 2) return "";
  std::string out;
  for (const TextReader& reader : info.readers)
    out += (out.empty() ? " (" : ", ") + reader.name + " " + std::to_string(reader.rows);
  return out + ")";
}

std::string shares_in_words(const AttentionView& view) {
  std::string out;
  for (const QuadrantView& q : view.quadrants) {
    out += " " + q.name + ": " +
           (q.cut ? std::string("cut")
                  : fine_percent(q.share) + " of the weight (even attention: " + fine_percent(q.uniform) + ")") +
           ".";
  }
  return out;
}

std::string token_in_words(const TokenView& token, const SourceInfo& info) {
  if (token.index < 0 || token.reads.empty()) return {};
  std::string out = " \u201C" + token.label + "\u201D gives " + fine_percent(token.reads_text) +
                    " of its weight to text; it reads most: " + strongest(info, token.reads, 3) + ".";
  if (!token.read_by.empty()) out += " It is read most by: " + strongest(info, token.read_by, 3) + ".";
  return out;
}

std::string word_in_words(const AttentionView& view, const SourceInfo& info) {
  std::string out;
  for (const TokenView& row : view.word) out += token_in_words(row, info);
  const std::string sum = word_sum(view, info);
  return sum.empty() ? out : out + " " + sum;
}

}  // namespace

std::string describe(const AttentionView& view, const SourceInfo& info, const ShownParts& shown) {
  if (!view.ready) return view.message.empty() ? "No attention to show." : view.message;
  std::string out = info.title + ": " + view.where + ". " + std::to_string(info.shape.text_tokens) + " text" +
                    readers_words(info) + " and " + std::to_string(info.shape.image_tokens) +
                    " image tokens share one softmax of " + std::to_string(info.shape.joint_tokens()) + " by " +
                    std::to_string(info.shape.joint_tokens()) + " weights.";
  if (view.progress < 1) out += " " + fine_percent(view.progress) + " of the rows are read so far.";
  if (shown.any(kSharesParts)) out += shares_in_words(view);
  if (shown.any("cut") && view.any_cut && view.change.available) {
    out += " The cut changes the head's output by " + fine_percent(view.change.now.all) + " (text rows " +
           fine_percent(view.change.now.text_rows) + ", image rows " + fine_percent(view.change.now.image_rows) + ").";
  }
  if (shown.any("token")) out += word_in_words(view, info);
  return out;
}

std::string describe_comparison(const AttentionView& view) {
  std::string out;
  const double self_and_cross = static_cast<double>(view.compare[1].entries);
  for (const CompareRow& row : view.compare) {
    out += " " + row.name + ", " + row.shapes + ": " + std::to_string(row.entries) + " weights per head, " +
           times(static_cast<double>(row.entries) / self_and_cross) + " those of self- and cross-attention, in " +
           std::to_string(row.softmaxes) + (row.softmaxes == 1 ? " softmax; " : " softmaxes; ") + row.direction + ".";
  }
  return out;
}

namespace {

void add_token_rows(const TokenView& token, const SourceInfo& info, Table& table) {
  const double uniform = info.shape.joint_tokens() > 0 ? 1.0 / info.shape.joint_tokens() : 0;
  for (std::size_t i = 0; i < token.reads.size(); ++i) {
    const std::string read_by = i < token.read_by.size() ? short_number(static_cast<double>(token.read_by[i])) : "";
    table.rows.push_back({token.label + " reads", token_label(info, static_cast<int>(i)),
                          short_number(static_cast<double>(token.reads[i])), short_number(uniform), read_by});
  }
}

}  // namespace

Table to_table(const AttentionView& view, const SourceInfo& info, const ShownParts& shown) {
  Table table{{"kind", "name", "weight", "uniform", "read_by"}, {}};
  if (!view.ready) return table;
  if (shown.any(kSharesParts)) {
    for (const QuadrantView& q : view.quadrants)
      table.rows.push_back(
          {q.cut ? "quadrant (cut)" : "quadrant", q.name, short_number(q.share), short_number(q.uniform), ""});
  }
  if (shown.any("token")) {  // the chosen row first
    add_token_rows(view.token, info, table);
    for (const TokenView& row : view.word) {
      if (row.index != view.token.index) add_token_rows(row, info, table);
    }
  }
  if (shown.any("cut") && view.change.available) {
    for (std::size_t i = 0; i < view.quadrants.size(); ++i)
      table.rows.push_back(
          {"output change, cut alone", view.quadrants[i].name, short_number(view.change.alone[i]), "", ""});
  }
  if (!shown.any("compare")) return table;
  for (const CompareRow& row : view.compare) {
    table.rows.push_back({"weights per head", row.name, std::to_string(row.entries), "", ""});
    table.rows.push_back({"FLOP per block", row.name, std::to_string(row.flops), "", ""});
  }
  return table;
}

}  // namespace lesson
