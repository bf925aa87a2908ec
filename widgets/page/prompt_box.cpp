#include "widgets/page/prompt_box.h"

#include "widgets/page/run_desk.h"
#include "widgets/ui/ui.h"

namespace lesson {

namespace {

constexpr std::size_t kMostWords = 24;  // drawn; a longer prompt is seldom, and its words are in the quadrant viewer

/// The newest run at the desk that was of this prompt.
const RunLog* log_of_prompt(const PageState& shared) {
  const RunSlot* slot = shared.desk ? shared.desk->find(kPageRun) : nullptr;
  const RunLog* log = slot ? slot->log.get() : nullptr;
  return log && log->started() && log->request().prompt == shared.prompt ? log : nullptr;
}

}  // namespace

std::string words_not_understood(const RunLog& log) {
  std::string text;
  for (const std::string& word : log.unknown_words()) {
    text += (text.empty() ? "Not understood: \u201C" : ", \u201C") + word + "\u201D";
  }
  if (!text.empty()) text += ".";
  if (log.dropped_words() > 0) {
    text += (text.empty() ? "" : " ") + std::to_string(log.dropped_words()) + " words did not fit into " +
            std::to_string(log.words()) + ".";
  }
  return text;
}

std::string words_not_understood(const PageState& shared) {
  const RunLog* log = log_of_prompt(shared);
  return log ? words_not_understood(*log) : std::string();
}

std::vector<std::string> prompt_words(const PageState& shared) { return split_words(shared.prompt); }

TextRows text_rows(const PageState& shared) {
  const RunSlot* slot = shared.desk ? shared.desk->find(kPageRun) : nullptr;
  return slot && slot->log && slot->log->started() ? slot->log->shape().text_rows() : TextRows{};
}

std::optional<int> chosen_place(const PageState& shared) {
  const int word = text_rows(shared).word_at(shared.token);
  if (word < 0 || word >= static_cast<int>(prompt_words(shared).size())) return std::nullopt;
  return word;
}

std::optional<std::string> chosen_word(const PageState& shared) {
  const auto word = chosen_place(shared);
  if (!word) return std::nullopt;
  return prompt_words(shared)[static_cast<std::size_t>(*word)];
}

std::string reader_of_row(const TextRows& rows, int row) {
  if (rows.t5 == 0 || row < 0 || row >= rows.clip + rows.t5) return {};
  return row < rows.clip ? "CLIP\u2019s" : "T5\u2019s";
}

std::string shown_label(const std::string& label) {
  static constexpr std::pair<const char*, const char*> kMarks[] = {
      {"[BOS]", "<start>"}, {"[EOS]", "<end>"}, {"</s>", "<end>"}, {"[UNK]", "<unknown>"}};
  for (const auto& [mark, words] : kMarks) {
    if (label == mark) return words;
  }
  return label;
}

bool draw_prompt(ui::Ui& ui, PageState& shared, const Fields& fields) {
  const bool changed = ui.field(fields, "prompt");
  if (changed) shared.touch();
  const std::string missing = words_not_understood(shared);
  if (!missing.empty()) ui.muted(missing);
  return changed;
}

void draw_words(ui::Ui& ui, PageState& shared) {
  const std::vector<std::string> words = prompt_words(shared);
  const std::optional<int> chosen = chosen_place(shared);
  ui.group("Words", [&] {
    ui.row([&] {
      for (std::size_t i = 0; i < words.size() && i < kMostWords; ++i) {
        bool on = chosen == static_cast<int>(i);
        if (ui.toggle(words[i], on)) {
          shared.token = on ? static_cast<int>(i) + 1 : -1;
          shared.touch();
        }
      }
    });
  });
}

}  // namespace lesson
