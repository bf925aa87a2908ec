#include "shell/cli/shapes_command.h"

#include <catch_amalgamated.hpp>

#include <sstream>

#include "core/io/json.h"
#include "shell/cli/exit_code.h"

using namespace lesson;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Ran {
  int code;
  std::string out, err;
};

Ran run(const cli::ShapesOptions& options) {
  std::ostringstream out, err;
  const int code = cli::run_shapes(options, out, err);
  return {code, out.str(), err.str()};
}

Json shapes(const std::string& model, std::optional<int> size = {}, std::optional<int> text = {}) {
  const Ran ran = run({.model = model, .size = size, .text_tokens = text, .json = true});
  INFO(ran.err);
  REQUIRE(ran.code == cli::exit_ok);
  return Json::parse(ran.out);
}

}  // namespace

TEST_CASE("shapes prints exactly the agreed keys, in order, for every model") {
  const std::vector<std::string> agreed = {
      "model",           "image_px",          "latent",       "patch",
      "image_tokens",    "text_tokens",       "joint_tokens", "d_model",
      "heads",           "head_dim",          "blocks",       "params",
      "encoders",        "text_sequence",     "pooled",       "attention_entries_per_head",
      "adaln_per_block", "flops_per_forward", "steps",        "differences"};
  for (const catalogue::ModelSpec& model : catalogue::models()) {
    INFO(model.key);
    const Json json = shapes(model.key);
    std::vector<std::string> keys;
    for (const auto& [key, value] : json.items()) keys.push_back(key);
    CHECK(keys == agreed);
    CHECK(json["model"] == model.key);
    std::int64_t total = json["params"]["transformer"].get<std::int64_t>() + json["params"]["vae"].get<std::int64_t>();
    for (const auto& [name, count] : json["params"]["text_encoders"].items()) total += count.get<std::int64_t>();
    CHECK(json["params"]["total"] == total);
    CHECK(json["encoders"].size() == json["params"]["text_encoders"].size());
  }
}

TEST_CASE("shapes of SD3 Medium") {
  const Json json = shapes("sd3-medium", 1024, 154);
  CHECK(json["latent"] == Json({16, 128, 128}));
  CHECK(json["patch"] == 2);
  CHECK(json["image_tokens"] == 4096);
  CHECK(json["joint_tokens"] == 4250);
  CHECK(json["d_model"] == 1536);
  CHECK(json["heads"] == 24);
  CHECK(json["head_dim"] == 64);
  CHECK(json["blocks"] == 24);
  CHECK(json["params"]["transformer"] == 2'028'328'000);
  CHECK(json["params"]["text_encoders"]["t5"] == 4'762'310'656);
  CHECK(json["encoders"][1] ==
        Json({{"name", "clip_g"}, {"tokens", {77, 1280}}, {"pooled", {1280}}, {"params", 694'659'840}}));
  CHECK(json["encoders"][2]["tokens"] == Json({77, 4096}));
  CHECK(json["encoders"][2]["pooled"].is_null());
  CHECK(json["text_sequence"] == Json({154, 4096}));
  CHECK(json["pooled"] == Json::array({2048}));
  CHECK(json["attention_entries_per_head"] == 18'062'500);
  CHECK(json["adaln_per_block"] == 12);
  CHECK(json["differences"].size() > 20);
  CHECK(json["differences"][0]["source"].get<std::string>().size() > 10);
}

TEST_CASE("shapes says null where a model has no such thing") {
  const Json unet = shapes("sd1.5");
  for (const char* key : {"patch", "joint_tokens", "d_model", "heads", "head_dim", "pooled"}) {
    INFO(key);
    CHECK(unet[key].is_null());
  }
  CHECK(unet["adaln_per_block"] == 0);
  CHECK(unet["differences"] == Json::array());
  const Json dit = shapes("dit-s/2");
  CHECK(dit["text_sequence"].is_null());
  CHECK(dit["encoders"] == Json::array());
  CHECK(dit["params"]["text_encoders"] == Json::object());
  CHECK(shapes("flux.1-dev")["encoders"][0]["tokens"].is_null());
}

TEST_CASE("shapes refuses what does not fit and names what does") {
  const auto refused = [](const cli::ShapesOptions& options, const char* part) {
    const Ran ran = run(options);
    INFO(part);
    CHECK(ran.code == cli::exit_bad_input);
    CHECK(ran.out.empty());
    CHECK_THAT(ran.err, ContainsSubstring(part));
  };
  refused({.model = "sd4", .size = {}, .text_tokens = {}}, "--model");
  refused({.model = "sd4", .size = {}, .text_tokens = {}}, "sd3.5-large");
  refused({.model = "sd3-medium", .size = 1000, .text_tokens = {}}, "992 and 1008");
  refused({.model = "sd3-medium", .size = 1024, .text_tokens = 77}, "154 to 589");
  refused({.model = "flux.1-schnell", .size = {}, .text_tokens = 512}, "--text-tokens");
}

TEST_CASE("shapes without --json is for reading") {
  const Ran ran = run({.model = "flux.1-dev", .size = {}, .text_tokens = {}});
  CHECK_THAT(ran.out, ContainsSubstring("4,608"));
  CHECK_THAT(ran.out, ContainsSubstring("74.4 TFLOP"));
  CHECK_THAT(ran.out, ContainsSubstring("13  Decode: image [3, 1024, 1024]"));
}
