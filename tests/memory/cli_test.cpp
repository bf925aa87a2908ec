// The command line with no memory left: a sentence and exit code 1, or what was asked for.

#include <ostream>
#include <streambuf>

#include "core/io/safetensors.h"
#include "shell/cli/cli.h"
#include "shell/cli/exit_code.h"
#include "shell/native/files.h"
#include "tests/memory/repeat.h"
#include "tests/memory/spare_imgui.h"
#include "tests/shell/temporary_folder.h"

using namespace lesson;
using testing::check;
using testing::must;
using testing::refuse_and_repeat;

namespace {

/// Takes what is printed and never lacks memory, as a terminal: a stream of the library's would swallow the refusal,
/// and end in the middle.
class Sink : public std::streambuf {
 public:
  const std::string& text() const { return text_; }

 private:
  int_type overflow(int_type letter) override {
    const char_type one = traits_type::to_char_type(letter);
    return xsputn(&one, 1) == 1 ? letter : traits_type::eof();
  }
  std::streamsize xsputn(const char* letters, std::streamsize count) override {
    const testing::Spared never_refused;
    text_.append(letters, static_cast<std::size_t>(count));
    return count;
  }
  std::string text_;
};

/// std::bad_alloc stands for the sentence about memory, where it is the only line and nothing else was printed.
std::string run(const std::vector<std::string>& arguments) {
  Sink printed, told;
  std::ostream out(&printed), err(&told);
  const int code = cli::run(arguments, out, err);
  const std::string& said = told.text();
  if (code == cli::exit_internal) {
    must(said.starts_with("lesson-cli: there is not enough memory.") && said.find('\n') == said.size() - 1);
    must(printed.text().empty());
    throw std::bad_alloc();
  }
  return std::to_string(code) + said + printed.text();
}

void write_attention_input(const std::string& path) {
  SafetensorsWriter writer;
  for (const char* name : {"q", "k", "v"}) writer.add(name, MatrixRM(MatrixRM::Constant(5, 4, 0.5f)));
  writer.set_metadata("heads", "2");
  writer.set_metadata("text_tokens", "2");
  const auto bytes = writer.finish();
  REQUIRE(bytes);
  REQUIRE(write_file(path, std::span<const std::byte>(bytes.value())));
}

}  // namespace

TEST_CASE("without memory a command ends in a sentence, and prints the same the next time", "[memory]") {
  testing::spare_imgui();
  const auto command = [](const char* scene, const std::vector<std::string>& arguments, std::size_t most) {
    check(scene, refuse_and_repeat([&] { return run(arguments); }, most));
  };
  command("lesson-cli shapes", {"shapes", "--model", "sd3-medium"}, 60);
  command("lesson-cli shapes --json", {"shapes", "--model", "flux-dev", "--json"}, 60);
  command("lesson-cli describe", {"describe", "--widget", "block"}, 24);
  command("lesson-cli describe --json",
          {"describe", "--widget", "encoder-shapes", "--state", R"({"size":512})", "--json"}, 24);
}

TEST_CASE("without memory a command leaves its file as it was, and writes it the next time", "[memory]") {
  const tests::TemporaryFolder folder;
  const auto command = [&](const char* scene, std::vector<std::string> arguments, std::size_t most) {
    const std::string output = folder / "out";
    arguments.insert(arguments.end(), {"--output", output});
    const auto written = [&] {
      std::error_code none_there;
      std::filesystem::remove(output, none_there);
      must(run(arguments).starts_with('0'));
      return tests::contents(output);
    };
    check(scene, refuse_and_repeat(written, most));
    std::error_code none_there;
    std::filesystem::remove(output, none_there);  // none where the last refusal ended the program
    CHECK(tests::files_in(folder.path()) == 2);   // nothing half written lies beside it
  };
  const std::string input = folder / "in.safetensors", checkpoint = folder / "checkpoint";
  write_attention_input(input);
  must(run({"export", "--output", checkpoint}).starts_with('0'));
  command("lesson-cli attention", {"attention", "--input", input}, 60);
  command("lesson-cli generate", {"generate", "--prompt", "a cat", "--steps", "1", "--guidance", "1"}, 24);
  command("lesson-cli import", {"import", checkpoint}, 24);
}
