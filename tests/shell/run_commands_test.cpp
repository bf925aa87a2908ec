// `generate` and `trace`: from the command line through the tiny SD3, and what they refuse.

#include <nlohmann/json.hpp>
#include <sstream>

#include "core/io/safetensors.h"
#include "core/io/sha256.h"
#include "core/text_format.h"
#include "core/vae/pixels.h"
#include "shell/cli/cli.h"
#include "shell/cli/exit_code.h"
#include "shell/cli/generate_command.h"
#include "shell/native/files.h"
#include "tests/core/pipeline/tiny.h"
#include "tests/shell/temporary_folder.h"

using namespace lesson;
using namespace lesson::tests;
using Catch::Matchers::ContainsSubstring;
using nlohmann::json;

namespace {

struct Ran {
  int code;
  std::string out, err;
};

Ran run(std::vector<std::string> arguments, const std::vector<std::string>& more = {}) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  std::ostringstream out, err;
  const int code = cli::run(arguments, out, err);
  return {code, out.str(), err.str()};
}

const std::vector<std::string> kGenerate = {"generate", "--prompt", "a wombat near a river", "--seed", "5", "--steps",
                                            "2",        "--json"};

json generate(const std::vector<std::string>& more = {}) {
  const Ran ran = run(kGenerate, more);
  INFO(ran.err);
  REQUIRE(ran.code == cli::exit_ok);
  const json result = json::parse(ran.out, nullptr, false);
  REQUIRE(result.is_object());
  return result;
}

}  // namespace

TEST_CASE("generate says what was asked, what came out and what was not understood", "[run]") {
  const TemporaryFolder folder;
  const std::string picture = folder / "picture.png";
  const json result = generate({"--output", picture});
  CHECK(result["prompt"] == "a wombat near a river");
  CHECK(result["seed"] == 5);
  CHECK(result["steps"] == 2);
  CHECK(result["guidance"].is_number());
  CHECK(result["image"] == picture);
  CHECK(result["unknown_words"] == json({"wombat"}));
  CHECK(result["image_sha256"].get<std::string>().size() == 64);
  CHECK(result["ms_total"].get<double>() >= 2 * result["ms_per_step"].get<double>());
  CHECK(contents(picture).starts_with("\x89PNG"));
  CHECK_FALSE(result.contains("stages"));
  const auto weights = read_file("web/assets/weights/tiny-sd3.safetensors");
  REQUIRE(weights);
  CHECK(result["weights_sha256"] == sha256_hex(weights.value()));
}

TEST_CASE("generate and trace tell a prompt that was cut", "[run]") {
  std::string prompt = "a crane";
  for (int i = 0; i < 80; ++i) prompt += " near";
  for (const char* command : {"generate", "trace"}) {
    const std::vector<std::string> arguments = {command, "--prompt", prompt, "--steps", "1"};
    const Ran words = run(arguments);
    CHECK(words.code == cli::exit_ok);
    CHECK_THAT(words.out, ContainsSubstring("the prompt was cut: 39 words"));
    CHECK(json::parse(run(arguments, {"--json"}).out, nullptr, false)["dropped_words"] == 39);  // T5 reads 43
  }
  CHECK(generate()["dropped_words"] == 0);
}

TEST_CASE("the same command gives the same picture, every setting another", "[run]") {
  const std::string plain = generate()["image_sha256"];
  CHECK(generate()["image_sha256"] == plain);
  const std::vector<std::vector<std::string>> changes = {
      {"--guidance", "1"},       {"--shift", "3"},
      {"--sampler", "heun"},     {"--cut", "image_reads_text"},
      {"--drop-encoders", "t5"}, {"--cut", "image_reads_image", "--cut-blocks", "1", "--cut-steps", "0"}};
  for (const auto& change : changes) {
    CAPTURE(change);
    CHECK(generate(change)["image_sha256"] != plain);
  }
}

TEST_CASE("the largest seed is a seed of its own", "[run]") {
  const auto last = [](const char* seed) {
    const Ran ran = run({"generate", "--prompt", "a cat", "--steps", "1", "--json", "--seed", seed});
    REQUIRE(ran.code == cli::exit_ok);
    return json::parse(ran.out);
  };
  const json largest = last("18446744073709551615");
  CHECK(largest["seed"] == std::numeric_limits<std::uint64_t>::max());
  CHECK(largest["image_sha256"] != last("18446744073709551614")["image_sha256"]);
  CHECK(last("010")["seed"] == 10);  // no octal
}

TEST_CASE("trace lists the 13 stages of the run that generate makes", "[run]") {
  const TemporaryFolder folder;
  std::vector<std::string> arguments = kGenerate;
  arguments[0] = "trace";
  const std::string tensors = folder / "stages.safetensors";
  const Ran ran = run(arguments, {"--output", tensors});
  INFO(ran.err);
  REQUIRE(ran.code == cli::exit_ok);
  const json result = json::parse(ran.out, nullptr, false);
  REQUIRE(result.is_object());
  CHECK(result["image_sha256"] == generate()["image_sha256"]);
  REQUIRE(result["stages"].size() == 13);
  for (std::size_t i = 0; i < 13; ++i) {
    const json& stage = result["stages"][i];
    CHECK(stage["step"] == i + 1);
    CHECK_FALSE(stage["name"].get<std::string>().empty());
    CHECK_FALSE(stage["lesson"].get<std::string>().empty());
    CHECK(stage["ms"].get<double>() >= 0);
  }
  CHECK(result["stages"][6]["shape"] == json({tiny_sizes().joint, tiny_sizes().width}));
  CHECK(result["stages"][12]["shape"] == json({3, 64, 64}));

  const auto file = SafetensorsFile::own(read_file(tensors).value());
  REQUIRE(file);
  CHECK(file.value().tensors().size() == 13);
  CHECK(file.value().require("stage.07.concatenate"));
}

TEST_CASE("generate and trace refuse by naming the option", "[run][errors]") {
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong = {
      {{"--model", "sdxl"}, "--model"},
      {{"--sampler", "ancestral"}, "--sampler"},
      {{"--levels", "cosine"}, "--levels"},
      {{"--sampler", "plms"}, "--sampler"},
      {{"--guidance", "99"}, "--guidance"},
      {{"--shift", "0"}, "--shift"},
      {{"--cut", "text_to_image"}, "--cut"},
      {{"--cut", "image_reads_text", "--cut-blocks", "7"}, "--cut-blocks"},
      {{"--cut", "image_reads_text", "--cut-blocks", "x"}, "--cut-blocks"},
      {{"--cut", "image_reads_text", "--cut-steps", "1-9"}, "--cut-steps"},
      {{"--cut", "image_reads_text", "--cut-steps", "a-b"}, "--cut-steps"},
      {{"--cut", "image_reads_text", "--cut-steps", "0--1"}, "--cut-steps"},
      {{"--cut", "image_reads_text", "--cut-blocks", "0,"}, "'0,'"},
      {{"--cut", "image_reads_text", "--cut-blocks", "-1"}, "--cut-blocks"},
      {{"--cut-blocks", "1"}, "--cut-blocks requires --cut"},
      {{"--cut-steps", "0"}, "--cut-steps requires --cut"},
      {{"--guidance", "inf"}, "got infinity"},
      {{"--guidance", ""}, "--guidance"},
      {{"--output", ""}, "--output"},
      {{"--output", "--json"}, "--output: its value is missing"},
      {{"--drop-encoders", "t5xxl"}, "--drop-encoders"},
      {{"--weights", "no/such/folder"}, "no/such/folder"},
      {{"--output", "no/such/folder/picture.png"}, "no such folder"}};
  for (const char* command : {"generate", "trace"}) {
    for (const auto& [arguments, part] : wrong) {
      CAPTURE(command, arguments);
      std::vector<std::string> all = kGenerate;
      all[0] = command;
      const Ran ran = run(all, arguments);
      CHECK(ran.code == cli::exit_bad_input);
      CHECK(ran.out.empty());
      CHECK_THAT(ran.err, ContainsSubstring(part));
    }
  }
  CHECK(run({"generate"}).code == cli::exit_bad_input);  // no prompt
  for (const char* seed : {"-1", " -1", "", "1.5", "0x10", "18446744073709551616", "abc"}) {
    const Ran ran = run({"generate", "--prompt", "a cat", "--seed", seed, "--steps", "1"});
    CHECK(ran.code == cli::exit_bad_input);
    CHECK_THAT(ran.err, ContainsSubstring("--seed") && ContainsSubstring("from 0"));
  }
}

TEST_CASE("an arm whose file is not among the weights is named", "[run][errors]") {
  const TemporaryFolder folder;
  std::filesystem::copy_file(weights_path("tiny-sd3.safetensors"), folder / "tiny-sd3.safetensors");
  for (const char* command : {"generate", "trace"}) {
    const Ran ran = run({command, "--prompt", "a cat", "--weights", folder.path().string(), "--model", "ddpm"});
    CHECK(ran.code == cli::exit_bad_input);
    CHECK_THAT(ran.err, ContainsSubstring("this arm of the experiment is not among the weights"));
    CHECK_THAT(ran.err, ContainsSubstring("noise_cross"));
  }
}

TEST_CASE("generate writes how the picture formed, side by side", "[run]") {
  const TemporaryFolder folder;
  const std::string film = folder / "film.png", picture = folder / "picture.png";
  CHECK(generate({"--film", film, "--output", picture})["film"] == film);
  const auto side = [](const std::string& png, std::size_t at) {  // of IHDR, big-endian
    return 256 * static_cast<unsigned char>(png[at + 2]) + static_cast<unsigned char>(png[at + 3]);
  };
  CHECK(side(contents(film), 16) == 2 * 64);  // two steps
  CHECK(side(contents(film), 20) == 64);
  REQUIRE(run({"generate", "--prompt", "a cat", "--steps", "20", "--film", film}).code == cli::exit_ok);
  CHECK(side(contents(film), 16) == cli::kFilmFrames * 64);
}

TEST_CASE("a film begins with the noise and ends with the picture", "[run]") {
  cli::RunOptions options;
  options.prompt = "a cat";
  options.steps = 9;
  const auto prepared = cli::prepare_run(options, false);
  REQUIRE(prepared);
  const auto ran = run_to_end(prepared.value().model, prepared.value().request);
  REQUIRE(ran);
  const Run& run = ran.value();
  const Picture film = cli::film_of(run);
  REQUIRE(film.width == cli::kFilmFrames * 64);
  const auto same = [&](const Picture& frame, int at) {
    for (std::size_t y = 0; y < 64; ++y)
      if (!std::equal(frame.rgb.begin() + static_cast<std::ptrdiff_t>(192 * y),
                      frame.rgb.begin() + static_cast<std::ptrdiff_t>(192 * (y + 1)),
                      film.rgb.begin() +
                          static_cast<std::ptrdiff_t>((cli::kFilmFrames * y + static_cast<std::size_t>(at)) * 192)))
        return false;
    return true;
  };
  const auto shown = [&](std::size_t step) {
    return Picture{64, 64, to_rgb(run.model().colours(run.history()[step].latent, run.shape().latent))};
  };
  CHECK(same(shown(0), 0));
  CHECK(same(shown(1), 1));
  CHECK(same(shown(7), 4));
  CHECK(same(run.picture(), 5));
  CHECK_FALSE(same(run.picture(), 4));
}

TEST_CASE("trace tells what each patch reads of each word", "[run]") {
  std::vector<std::string> arguments = kGenerate;
  arguments[0] = "trace";
  const Ran ran = run(arguments, {"--reads", "1:2"});
  INFO(ran.err);
  REQUIRE(ran.code == cli::exit_ok);
  const json reads = json::parse(ran.out, nullptr, false)["reads"];
  REQUIRE(reads.size() == 5);
  CHECK(reads[4]["word"] == "river");
  for (const json& word : reads) {
    REQUIRE(word["patches"].size() == 256);
    for (const json& weight : word["patches"]) CHECK((weight >= 0 && weight <= 1));
  }
  CHECK(reads[4]["patches"] != reads[0]["patches"]);
  for (const char* wrong : {"9:0", "0:9", "0", "a:b", "-1:0"})
    CHECK_THAT(run(arguments, {"--reads", wrong}).err, ContainsSubstring("--reads: there is no such head"));
}

TEST_CASE("generate writes the noise that it began with, as a pipeline takes latents", "[run]") {
  const TemporaryFolder folder;
  const std::string path = folder / "noise.safetensors";
  CHECK(generate({"--save-noise", path})["noise"] == path);
  const auto bytes = read_file(path);
  REQUIRE(bytes);
  const auto file = SafetensorsFile::borrow(bytes.value());
  REQUIRE(file);
  const auto noise = file.value().require("noise");
  REQUIRE(noise);
  CHECK(shape_text(noise.value().shape) == "[1, 4, 32, 32]");
  CHECK(noise.value().dtype == DType::f32);
  const auto other = folder / "other.safetensors";
  REQUIRE(
      run({"generate", "--prompt", "a wombat", "--seed", "6", "--steps", "1", "--json", "--save-noise", other}).code ==
      cli::exit_ok);
  CHECK(contents(path) != contents(other));
}

TEST_CASE("generate takes a weights file by its path, and names one that is none", "[run]") {
  CHECK(generate({"--model", "web/assets/weights/tiny-sd3.safetensors"})["image_sha256"] == generate()["image_sha256"]);
  const TemporaryFolder folder;
  CHECK_THAT(run(kGenerate, {"--model", folder.path().string()}).err, ContainsSubstring("model_index.json"));
  CHECK_THAT(run(kGenerate, {"--model", "nowhere"}).err, ContainsSubstring("a weights file or a checkpoint folder"));
}

TEST_CASE("import and export name what they cannot take", "[run]") {
  const TemporaryFolder folder;
  const std::string output = folder / "out";
  CHECK_THAT(run({"import", folder.path().string(), "--output", output}).err, ContainsSubstring("model_index.json"));
  CHECK_THAT(run({"import", "nowhere", "--output", output}).err, ContainsSubstring("nowhere"));
  CHECK_THAT(run({"import", "--output", output}).err, ContainsSubstring("folder"));
  CHECK_THAT(run({"export", "--model", "README.md", "--output", output}).err, ContainsSubstring("README.md"));
  CHECK_FALSE(std::filesystem::exists(output));
}

TEST_CASE("generate starts from a picture that it has painted", "[run]") {
  const TemporaryFolder folder;
  const std::string start = folder / "start.png", same = folder / "same.png";
  generate({"--output", start});
  const json whole = generate({"--image", start, "--strength", "1"});
  CHECK(whole["image_sha256"] == generate()["image_sha256"]);  // at 1 nothing of it is left
  const json near = generate({"--image", start, "--strength", "0.2", "--output", same});
  CHECK(near["strength"] == 0.2);
  CHECK(near["image_sha256"] != whole["image_sha256"]);

  const auto refused = [](const std::vector<std::string>& more) {
    const Ran ran = run(kGenerate, more);
    CHECK(ran.code == cli::exit_bad_input);
    CHECK(std::ranges::count(ran.err, '\n') == 1);
    return ran.err;
  };
  CHECK_THAT(refused({"--strength", "0.5"}), ContainsSubstring("--image, too"));
  CHECK_THAT(refused({"--image", start, "--strength", "1.5"}), ContainsSubstring("--strength"));
  CHECK_THAT(refused({"--image", folder / "none.png"}), ContainsSubstring("none.png"));
  REQUIRE(write_file(folder / "words.png", std::string_view("no picture")));
  CHECK_THAT(refused({"--image", folder / "words.png"}), ContainsSubstring("not a PNG"));
}
