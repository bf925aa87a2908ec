#include "shell/native/files.h"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lesson {

namespace fs = std::filesystem;

namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

Error file_error(const fs::path& path, std::string what, int code, std::string next) {
  return {.what = std::move(what),
          .where = path.string(),
          .expected = {},
          .got = std::strerror(code),
          .next = std::move(next)};
}

/// The file a path leads to; rename would replace a link itself.
fs::path follow_links(const fs::path& path) {
  std::error_code failed;
  fs::path real = fs::canonical(path, failed);
  return failed ? path : real;
}

fs::path folder_of(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

bool write_all(int file, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

Result<void> write_through(const fs::path& path, std::span<const std::byte> bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return file_error(path, "cannot be opened for writing", errno, "Check the path.");
  const bool written = write_all(file, bytes);
  const int code = errno;
  ::close(file);
  if (!written) return file_error(path, "could not be written", code, "");
  return {};
}

/// The permissions a newly made file would have, or those of the file it replaces.
mode_t mode_for(const fs::path& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) == 0) return info.st_mode & 07777;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

}  // namespace

Result<std::vector<std::byte>> read_file(const fs::path& path) {
  std::error_code failed;
  const fs::file_status status = fs::status(path, failed);
  if (fs::is_directory(status))
    return Error{
        .what = "is a folder", .where = path.string(), .expected = "a file", .got = {}, .next = "Name a file in it."};
  File file(std::fopen(path.c_str(), "rb"));
  if (!file) return file_error(path, "cannot be read", errno, "Check the path and its permissions.");

  std::vector<std::byte> bytes;
  if (fs::is_regular_file(status)) {
    const std::uintmax_t size = fs::file_size(path, failed);
    if (!failed && size > kMaxFileBytes) {
      return Error{.what = "is too large",
                   .where = path.string(),
                   .expected = "at most " + std::to_string(kMaxFileBytes) + " bytes",
                   .got = std::to_string(size),
                   .next = "Split it, or keep fewer tensors."};
    }
    if (!failed) bytes.reserve(static_cast<std::size_t>(size) + 1);
  }
  std::byte chunk[1 << 16];
  while (const std::size_t count = std::fread(chunk, 1, sizeof chunk, file.get())) {
    bytes.insert(bytes.end(), chunk, chunk + count);
    if (bytes.size() > kMaxFileBytes) {
      return Error{.what = "is too large",
                   .where = path.string(),
                   .expected = "at most " + std::to_string(kMaxFileBytes) + " bytes",
                   .got = {},
                   .next = {}};
    }
  }
  if (std::ferror(file.get())) return file_error(path, "could not be read to its end", errno, "");
  return bytes;
}

Result<void> check_writable(const fs::path& path) {
  const fs::path real = follow_links(path);
  std::error_code failed;
  if (path.empty() || !path.has_filename())
    return Error{.what = "is no file name",
                 .where = "'" + path.string() + "'",
                 .expected = "a path that ends in a file name",
                 .got = {},
                 .next = {}};
  if (fs::is_directory(real, failed))
    return Error{.what = "is a folder",
                 .where = path.string(),
                 .expected = "a file to write",
                 .got = {},
                 .next = "Add a file name."};
  const fs::path folder = folder_of(real);
  if (!fs::is_directory(folder, failed)) {
    return Error{.what = "there is no such folder",
                 .where = folder.string(),
                 .expected = "a folder to write " + real.filename().string() + " into",
                 .got = {},
                 .next = "Create it first."};
  }
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    return file_error(folder, "cannot be written to", errno, "Choose another folder.");
  return {};
}

Result<void> write_file(const fs::path& path, std::span<const std::byte> bytes) {
  const fs::path real = follow_links(path);
  std::error_code failed;
  const fs::file_status status = fs::status(real, failed);
  if (fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status))
    return write_through(real, bytes);
  if (auto writable = check_writable(path); !writable) return writable;

  // Beside the target, so that the rename stays within one file system.
  std::string temporary = (folder_of(real) / ("." + real.filename().string() + ".XXXXXX")).string();
  const int file = ::mkstemp(temporary.data());
  if (file < 0) return file_error(path, "cannot be created", errno, "Choose another folder.");
  const bool written = write_all(file, bytes) && ::fchmod(file, mode_for(real)) == 0 && ::fsync(file) == 0;
  int code = errno;
  const bool closed = ::close(file) == 0;
  if (written && closed && std::rename(temporary.c_str(), real.c_str()) == 0) return {};
  if (written) code = errno;
  ::unlink(temporary.c_str());
  return file_error(path, "could not be written; what was there before is untouched", code,
                    "Free some space, or choose another folder.");
}

Result<void> write_file(const fs::path& path, std::string_view text) {
  return write_file(path, std::as_bytes(std::span(text.data(), text.size())));
}

}  // namespace lesson
