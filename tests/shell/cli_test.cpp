// The command line in this process: what is printed where, and the exit code.

#include "shell/cli/cli.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "core/io/safetensors.h"
#include "core/text_format.h"
#include "shell/cli/exit_code.h"
#include "shell/native/files.h"
#include "tests/shell/temporary_folder.h"
#include "widgets/registry.h"

using namespace lesson;
using namespace lesson::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Ran {
  int code;
  std::string out, err;
  nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
};

Ran run(const std::vector<std::string>& arguments) {
  std::ostringstream out, err;
  const int code = cli::run(arguments, out, err);
  return {code, out.str(), err.str()};
}

/// Bad input: exit 2, nothing on out, one sentence on err that holds `part`.
void check_refused(const std::vector<std::string>& arguments, const std::string& part) {
  CAPTURE(arguments);
  const Ran ran = run(arguments);
  CHECK(ran.code == cli::exit_bad_input);
  CHECK(ran.out.empty());
  CHECK_THAT(ran.err, ContainsSubstring(part));
  CHECK_THAT(ran.err, Catch::Matchers::StartsWith("lesson-cli: "));
}

struct Capture {
  int tokens = 5, width = 4;
  std::string heads = "2", text = "2", cut = {};

  std::vector<std::byte> bytes() const {
    SafetensorsWriter writer;
    const MatrixRM m = MatrixRM::Constant(tokens, width, 0.5f);
    for (const char* name : {"q", "k", "v"}) writer.add(name, m);
    if (!heads.empty()) writer.set_metadata("heads", heads);
    if (!text.empty()) writer.set_metadata("text_tokens", text);
    if (!cut.empty()) writer.set_metadata("cut", cut);
    return writer.finish().value();
  }
};

}  // namespace

TEST_CASE("Help and version are for reading and succeed") {
  for (const char* option : {"--help", "-h"}) {
    const Ran ran = run({option});
    CHECK(ran.code == cli::exit_ok);
    for (const char* command : {"attention", "widgets", "describe"}) CHECK_THAT(ran.out, ContainsSubstring(command));
    CHECK(ran.err.empty());
  }
  const Ran version = run({"--version"});
  CHECK(version.code == cli::exit_ok);
  CHECK_THAT(version.out, ContainsSubstring("lesson "));
  CHECK_THAT(run({"attention", "--help"}).out, ContainsSubstring("--no-weights"));
}

TEST_CASE("Options that do not exist or lack something exit 2 with a sentence") {
  check_refused({}, "a command is required");
  check_refused({"paint"}, "paint");
  check_refused({"--fast"}, "--fast");
  check_refused({"widgets", "--jsn"}, "--jsn");
  check_refused({"describe"}, "--widget is required");
  check_refused({"describe", "--widget"}, "--widget");
  check_refused({"attention", "--input", "a"}, "--output is required");
  check_refused({"describe", "--widget", "no-such"}, "'no-such'");
  check_refused({"widgets", "--json", "extra"}, "extra");
  check_refused({"widgets", "--json=3"}, "json");
  check_refused({"shapes", "--model", "sd3-medium", "--size", "big"}, "big");
  check_refused({"shapes", "--model", "sd3-medium", "--size", "99999999999"}, "--size");
  check_refused({"shapes", "--model", "sd4"}, "sd3-medium");
  for (const char* size : {"", " 512", "512.5", "0x200", "1e3", "512px"})
    check_refused({"shapes", "--model", "sd3-medium", "--size", size}, "--size: not a number it takes");
  check_refused({"shapes", "--model", "--json"}, "--model: its value is missing (got the option --json)");
  check_refused({"attention", "--input", "", "--output", "x"}, "--input: is empty");
  check_refused({"attention", "--input", "x", "--output", "--no-weights"}, "--output: its value is missing");
  check_refused({"bench", "--seconds", "x"}, "a number, got 'x'");
  CHECK_THAT(run({"describe", "--wdget", "x"}).err, ContainsSubstring("lesson-cli describe --help"));
}

TEST_CASE("A refusal is one line of UTF-8, whatever was typed") {
  const Ran ran = run({"shapes", "--model", "a\xff\nb\x1b[31m"});
  CHECK(ran.code == cli::exit_bad_input);
  CHECK(std::count(ran.err.begin(), ran.err.end(), '\n') == 1);
  CHECK_THAT(ran.err, ContainsSubstring("got a\ufffd\\x0ab\\x1b[31m)"));
}

TEST_CASE("widgets --json is one object that describes every state") {
  const Ran ran = run({"widgets", "--json"});
  CHECK(ran.code == cli::exit_ok);
  CHECK(ran.err.empty());
  const auto json = ran.json();
  REQUIRE(json.is_object());
  REQUIRE(json["widgets"].size() == widget_registry().size());
  for (const auto& widget : json["widgets"]) {
    CAPTURE(widget["id"].get<std::string>());
    CHECK(widget["fields"].size() == widget["state"].size());
    for (const auto& field : widget["fields"]) {
      CHECK_FALSE(field["label"].get<std::string>().empty());
      CHECK(widget["state"].contains(field["key"].get<std::string>()));
    }
  }
}

TEST_CASE("describe says what a state shows, and refuses states that are none") {
  for (const WidgetInfo& info : widget_registry()) {
    CAPTURE(info.id);
    const Ran text = run({"describe", "--widget", info.id});
    CHECK(text.code == cli::exit_ok);
    CHECK(text.out.size() > 40);
    const auto json = run({"describe", "--widget", info.id, "--state", "{}", "--json"}).json();
    REQUIRE(json.is_object());
    CHECK(json["text"].get<std::string>() + "\n" == text.out);
    CHECK_FALSE(json["table"]["columns"].empty());
    CHECK_THAT(run({"describe", "--widget", info.id, "--csv"}).out, ContainsSubstring("\r\n"));

    check_refused({"describe", "--widget", info.id, "--state", "{"}, "--state");
    check_refused({"describe", "--widget", info.id, "--state", "[1]", "--json"}, "--state");
    check_refused({"describe", "--widget", info.id, "--state", R"({"no such key": 1})"}, "no such key");
    check_refused({"describe", "--widget", info.id, "--state", "\xff"}, "--state");
    check_refused({"describe", "--widget", info.id, "--json", "--csv"}, "--csv");
    check_refused({"describe", "--widget", info.id, "--file", "/no/such/file"}, "/no/such/file");
  }
}

TEST_CASE("describe tells of parts alone, and refuses those that there are none of") {
  const Ran part = run({"describe", "--widget", "attention-quadrants", "--parts", "compare"});
  CHECK(part.code == 0);
  CHECK_THAT(part.out, ContainsSubstring("IP-Adapter"));
  CHECK_THAT(run({"describe", "--widget", "step-count", "--parts", "schedule", "--csv"}).out,
             ContainsSubstring("DDPM noise share"));
  check_refused({"describe", "--widget", "attention-quadrants", "--parts", "map maps"},
                "--parts: there is no such part (expected one or more of run, map, mass, token, cut, compare, got "
                "'maps')");
  // A run is pressed in the whole: a part need not have the button.
  CHECK_THAT(
      run({"describe", "--widget", "pipeline-tracer", "--run", "--parts", "loop", "--state", R"({"steps": 2})"}).out,
      ContainsSubstring("Step 2 of 2"));
}

TEST_CASE("widgets --json lists the parts") {
  for (const auto& widget : run({"widgets", "--json"}).json()["widgets"]) {
    INFO(widget["id"]);
    if (widget["id"] == "attention-quadrants") CHECK(widget["parts"][1]["id"] == "map");
    for (const auto& part : widget["parts"]) CHECK(part["title"].get<std::string>().size() > 3);
  }
}

TEST_CASE("describe presses Run where there is one, and tells the run") {
  const Ran tracer = run({"describe", "--widget", "pipeline-tracer", "--run", "--csv", "--state",
                          R"({"prompt":"two yellow fish","steps":2,"guidance":1})"});
  INFO(tracer.err);
  REQUIRE(tracer.code == cli::exit_ok);
  CHECK_THAT(tracer.out, ContainsSubstring("[333, 128]"));
  const Ran viewer = run({"describe", "--widget", "attention-quadrants", "--run", "--json", "--state",
                          R"({"source":"run","prompt":"a red car","block":2,"token":3})"});
  REQUIRE(viewer.code == cli::exit_ok);
  CHECK_THAT(viewer.json()["text"].get<std::string>(), ContainsSubstring("The tiny SD3, live: block 3 of 4"));
  CHECK_THAT(viewer.json()["text"].get<std::string>(), ContainsSubstring("\u201Ccar\u201D"));
  CHECK_THAT(run({"describe", "--widget", "pipeline-tracer"}).out, ContainsSubstring("Press Run"));
  check_refused({"describe", "--widget", "encoder-shapes", "--run"}, "--run");
  // Where something else is shown at first, the live model is turned to; unless the state says otherwise.
  CHECK_THAT(run({"describe", "--widget", "attention-quadrants", "--run", "--state", R"({"prompt":"a red car"})"}).out,
             ContainsSubstring("The tiny SD3, live"));
  CHECK_THAT(run({"describe", "--widget", "step-count", "--run", "--state", R"({"prompt":"a red car"})"}).out,
             !ContainsSubstring("Ring of eight"));
  check_refused({"describe", "--widget", "attention-quadrants", "--run", "--state", R"({"source":"untrained"})"},
                "--run");
  check_refused({"describe", "--widget", "pipeline-tracer", "--run", "--weights", "/no/such"}, "/no/such");
}

TEST_CASE("attention goes from file to file") {
  TemporaryFolder folder;
  const std::string input = folder / "in.safetensors", output = folder / "out.safetensors";
  REQUIRE(write_file(input, Capture{}.bytes()));
  const Ran ran = run({"attention", "--input", input, "--output", output, "--json"});
  CHECK(ran.code == cli::exit_ok);
  CHECK(ran.json().is_object());
  auto bytes = read_file(output);
  REQUIRE(bytes);
  const auto file = SafetensorsFile::own(std::move(bytes).value());
  REQUIRE(file);
  REQUIRE(file.value().find("out"));
  REQUIRE(file.value().find("weights"));
  REQUIRE(file.value().find("quadrant_mass"));
  CHECK(shape_text(file.value().find("weights")->shape) == "[2, 5, 5]");

  REQUIRE(run({"attention", "--input", input, "--output", output, "--no-weights"}).code == cli::exit_ok);
  const auto less = SafetensorsFile::own(read_file(output).value());
  CHECK(less.value().find("weights") == nullptr);
  CHECK(files_in(folder.path()) == 2);
}

TEST_CASE("attention refuses captures that are none, and leaves the old output alone") {
  TemporaryFolder folder;
  const std::string input = folder / "in.safetensors", output = folder / "out.safetensors";
  REQUIRE(write_file(output, "what was there"));
  const auto refuse = [&](std::span<const std::byte> bytes, const std::string& part) {
    REQUIRE(write_file(input, bytes));
    check_refused({"attention", "--input", input, "--output", output, "--json"}, part);
    CHECK(contents(output) == "what was there");
  };
  const auto full = Capture{}.bytes();
  refuse({}, "in.safetensors");
  refuse(std::span(full).first(full.size() - 1), "in.safetensors");
  refuse(Capture{.heads = "3"}.bytes(), "heads");
  refuse(Capture{.heads = "0"}.bytes(), "heads");
  refuse(Capture{.heads = ""}.bytes(), "heads");
  refuse(Capture{.heads = "two"}.bytes(), "heads");
  refuse(Capture{.text = "6"}.bytes(), "text");
  refuse(Capture{.text = "-1"}.bytes(), "text_tokens");
  refuse(Capture{.cut = "text_reads_sound"}.bytes(), "text_reads_sound");
  check_refused({"attention", "--input", folder / "none", "--output", output}, "none: cannot be read");
  check_refused({"attention", "--input", input, "--output", folder / "no/such/folder.out"}, "no such folder");
  check_refused({"attention", "--input", folder.path(), "--output", output}, "is a folder");
  CHECK(files_in(folder.path()) == 2);
}
