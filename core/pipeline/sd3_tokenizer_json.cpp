#include "core/pipeline/sd3_tokenizer_json.h"

#include <algorithm>

#include "core/io/json.h"

namespace lesson {

namespace {

Json replace(const char* sign, const std::string& by) {
  return {{"type", "Replace"}, {"pattern", {{"String", sign}}}, {"content", by}};
}

/// Apostrophes vanish, A-Z in lower case.
Json normalizer() {
  Json steps = Json::array({replace("'", ""), replace("\u2019", "")});
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    const std::string capital(1, static_cast<char>(letter - 'a' + 'A'));
    steps.push_back(replace(capital.c_str(), std::string(1, letter)));
  }
  return {{"type", "Sequence"}, {"normalizers", std::move(steps)}};
}

Json pre_tokenizer() {
  return {{"type", "Split"},
          {"pattern", {{"Regex", "[^a-z0-9\u00c0-\u1fff\u2070-\U0010ffff]+"}}},
          {"behavior", "Removed"},
          {"invert", false}};
}

struct Specials {
  std::vector<std::string> all;     ///< in the order of their ids
  std::string begin, end, unknown;  ///< begin: empty for T5
};

Specials specials(TextEncoder reader) {
  if (reader == TextEncoder::t5) return {{"<pad>", "</s>", "<unk>"}, "", "</s>", "<unk>"};
  return {{"[PAD]", "[UNK]", "[BOS]", "[EOS]"}, "[BOS]", "[EOS]", "[UNK]"};
}

/// Token -> id.
Json vocabulary(const Sd3Tokenizer& tokenizer, TextEncoder reader) {
  const bool t5 = reader == TextEncoder::t5;
  const Specials named = specials(reader);
  std::vector<std::string> tokens(named.all.begin(), named.all.begin() + (t5 ? 3 : 2));
  tokens.insert(tokens.end(), tokenizer.words().begin(), tokenizer.words().end());
  if (!t5) tokens.insert(tokens.end(), {named.begin, named.end});
  for (int i = 0; t5 && i < Sd3Tokenizer::kSentinels; ++i) tokens.push_back("<extra_id_" + std::to_string(i) + ">");
  Json ids = Json::object();
  for (std::size_t id = 0; id < tokens.size(); ++id) ids[tokens[id]] = id;
  return ids;
}

Json special_token(const std::string& token) { return {{"SpecialToken", {{"id", token}, {"type_id", 0}}}}; }

Json post_processor(const Specials& named, const Json& ids) {
  Json single = Json::array(), used = Json::object();
  for (const std::string& token : {named.begin, named.end}) {
    if (!token.empty()) used[token] = {{"id", token}, {"ids", {ids[token]}}, {"tokens", {token}}};
  }
  if (!named.begin.empty()) single.push_back(special_token(named.begin));
  single.push_back({{"Sequence", {{"id", "A"}, {"type_id", 0}}}});
  single.push_back(special_token(named.end));
  Json pair = single;
  pair.push_back({{"Sequence", {{"id", "B"}, {"type_id", 1}}}});
  return {{"type", "TemplateProcessing"}, {"single", single}, {"pair", pair}, {"special_tokens", used}};
}

/// Equal but for the order of keys.
bool same(const Json& a, const Json& b) {
  if (a.type() != b.type() || a.size() != b.size()) return a == b;
  if (a.is_array()) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (!same(a[i], b[i])) return false;
    }
    return true;
  }
  if (!a.is_object()) return a == b;
  return std::all_of(a.items().begin(), a.items().end(), [&b](const auto& item) {
    const auto found = b.find(item.key());
    return found != b.end() && same(item.value(), *found);
  });
}

/// The words of CLIP-L's vocabulary in the order of their ids; empty where it is none of words.
std::vector<std::string> words_of(const Json& json) {
  const auto model = json.find("model");
  if (model == json.end() || !model->is_object() || model->value("type", Json()) != "WordLevel") return {};
  const Json vocab = model->value("vocab", Json());
  if (!vocab.is_object() || vocab.size() <= 4) return {};
  std::vector<std::string> words(vocab.size() - 4);
  for (const auto& [word, id] : vocab.items()) {
    const std::size_t place = id.is_number_unsigned() ? id.get<std::size_t>() : 0;
    if (place >= 2 && place < words.size() + 2) words[place - 2] = word;
  }
  return words;
}

}  // namespace

const char* pad_token(TextEncoder reader) {
  if (reader == TextEncoder::t5) return "<pad>";
  return reader == TextEncoder::clip_l ? "[EOS]" : "[PAD]";
}

Json tokenizer_json(const Sd3Tokenizer& tokenizer, TextEncoder reader) {
  const Specials named = specials(reader);
  const Json ids = vocabulary(tokenizer, reader);
  Json added = Json::array();
  for (const std::string& token : named.all) {
    added.push_back({{"id", ids[token]},
                     {"content", token},
                     {"single_word", false},
                     {"lstrip", false},
                     {"rstrip", false},
                     {"normalized", false},
                     {"special", true}});
  }
  return {{"version", "1.0"},
          {"truncation", nullptr},
          {"padding", nullptr},
          {"added_tokens", std::move(added)},
          {"normalizer", normalizer()},
          {"pre_tokenizer", pre_tokenizer()},
          {"post_processor", post_processor(named, ids)},
          {"decoder", nullptr},
          {"model", {{"type", "WordLevel"}, {"vocab", ids}, {"unk_token", named.unknown}}}};
}

Json tokenizer_config_json(const Sd3Tokenizer& tokenizer, TextEncoder reader) {
  const Specials named = specials(reader);
  const bool t5 = reader == TextEncoder::t5;
  Json config = {{"tokenizer_class", "PreTrainedTokenizerFast"},
                 {"model_max_length", t5 ? tokenizer.lengths().t5 : tokenizer.lengths().clip},
                 {"clean_up_tokenization_spaces", false},
                 {"split_special_tokens", true},
                 {"padding_side", "right"},
                 {"truncation_side", "right"},
                 {"pad_token", pad_token(reader)},
                 {"eos_token", named.end},
                 {"unk_token", named.unknown}};
  if (!t5) config["bos_token"] = named.begin;
  return config;
}

Result<Sd3Tokenizer> read_tokenizers(const std::array<Json, kTextEncoders>& json, PromptLengths lengths) {
  auto tokenizer = Sd3Tokenizer::make(words_of(json[0]), lengths);
  for (std::size_t i = 0; i < json.size() && tokenizer; ++i) {
    const Json ours = tokenizer_json(tokenizer.value(), static_cast<TextEncoder>(i));
    for (const char* part : {"normalizer", "pre_tokenizer", "post_processor", "model"}) {
      const auto found = json[i].find(part);
      if (found != json[i].end() && same(*found, ours[part])) continue;
      return Error{"this tokenizer does not split a prompt as the tiny SD3 does",
                   std::string(kTokenizerFolders[i]) + "/tokenizer.json, " + part, print_json(ours[part]).substr(0, 60),
                   found == json[i].end() ? "nothing" : print_json(*found).substr(0, 60),
                   "Take a folder that `lesson-cli export` wrote."};
    }
  }
  if (tokenizer) return tokenizer;
  return Error{"this tokenizer is not one of words", std::string(kTokenizerFolders[0]) + "/tokenizer.json",
               "a WordLevel model of words in lower case", tokenizer.error().what,
               "Take a folder that `lesson-cli export` wrote."};
}

}  // namespace lesson
