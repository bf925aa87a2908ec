#include "shell/native/files.h"

#include <sys/stat.h>

#include "tests/shell/temporary_folder.h"

using namespace lesson;
using namespace lesson::tests;
namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("A file is written whole, and nothing else is left in its folder") {
  TemporaryFolder folder;
  const fs::path path = folder / "out.csv";
  REQUIRE(write_file(path, "first"));
  REQUIRE(write_file(path, "second, longer"));
  CHECK(contents(path) == "second, longer");
  CHECK(files_in(folder.path()) == 1);
  const auto bytes = read_file(path);
  REQUIRE(bytes);
  CHECK(bytes.value().size() == 14);
}

TEST_CASE("A failed write leaves the old file as it was") {
  TemporaryFolder folder;
  const fs::path path = folder / "kept.csv";
  REQUIRE(write_file(path, "kept"));
  // A file cannot replace a folder that holds something: the rename is what fails.
  const fs::path busy = folder / "busy";
  fs::create_directory(busy);
  const auto failed = write_file(busy, "text");
  REQUIRE_FALSE(failed);
  CHECK_THAT(failed.error().message(), ContainsSubstring("is a folder"));
  CHECK(contents(path) == "kept");
  CHECK(files_in(folder.path()) == 2);
}

TEST_CASE("A missing folder is named before anything is computed") {
  TemporaryFolder folder;
  const auto missing = check_writable(folder.path() / "none" / "out.png");
  REQUIRE_FALSE(missing);
  CHECK_THAT(missing.error().message(), ContainsSubstring("none: there is no such folder"));
  CHECK_FALSE(check_writable(""));
  CHECK(check_writable(folder / "new.png"));
  CHECK(files_in(folder.path()) == 0);
}

TEST_CASE("Links are followed and permissions kept") {
  TemporaryFolder folder;
  const fs::path real = folder / "real", link = folder / "link";
  REQUIRE(write_file(real, "old"));
  REQUIRE(::chmod(real.c_str(), 0640) == 0);
  fs::create_symlink(real, link);
  REQUIRE(write_file(link, "new"));
  CHECK(fs::is_symlink(link));
  CHECK(contents(real) == "new");
  CHECK((fs::status(real).permissions() & fs::perms::all) == fs::perms(0640));
}

TEST_CASE("Devices are written through, not replaced") {
  REQUIRE(write_file("/dev/null", "gone"));
  CHECK(fs::is_character_file("/dev/null"));
  CHECK_FALSE(write_file("/dev/full", "too much"));
}

TEST_CASE("What cannot be read is named") {
  TemporaryFolder folder;
  const auto missing = read_file(folder / "none.safetensors");
  REQUIRE_FALSE(missing);
  CHECK_THAT(missing.error().message(), ContainsSubstring("none.safetensors: cannot be read (got No such file"));
  const auto directory = read_file(folder.path());
  REQUIRE_FALSE(directory);
  CHECK_THAT(directory.error().message(), ContainsSubstring("is a folder (expected a file)"));
}
