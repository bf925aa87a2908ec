#include "widgets/page/prompt_box.h"

#include "core/text/tokenizer.h"
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
            std::to_string(log.shape().prompt_words()) + ".";
  }
  return text;
}

std::string words_not_understood(const PageState& shared) {
  const RunLog* log = log_of_prompt(shared);
  return log ? words_not_understood(*log) : std::string();
}

std::vector<std::string> prompt_words(const PageState& shared) { return split_words(shared.prompt); }

std::optional<std::string> chosen_word(const PageState& shared) {
  const std::vector<std::string> words = prompt_words(shared);
  if (shared.token < 1 || shared.token > static_cast<int>(words.size())) return std::nullopt;
  return words[static_cast<std::size_t>(shared.token) - 1];
}

std::string shown_label(const std::string& label) {
  static constexpr std::pair<const char*, const char*> kMarks[] = {
      {"[BOS]", "<start>"}, {"[EOS]", "<end>"}, {"[UNK]", "<unknown>"}};
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
  ui.group("Words", [&] {
    ui.row([&] {
      for (std::size_t i = 0; i < words.size() && i < kMostWords; ++i) {
        const int token = static_cast<int>(i) + 1;
        bool on = shared.token == token;
        if (ui.toggle(words[i], on)) {
          shared.token = on ? token : -1;
          shared.touch();
        }
      }
    });
  });
}

}  // namespace lesson
