#pragma once
// What one packet of a run (core/pipeline/run_packet.h) holds, field by field. The page takes packets from its own
// worker, but of a file that may be of another version: nothing in them is believed.

#include <optional>
#include <string>
#include <vector>

#include "core/io/json.h"
#include "core/io/safetensors.h"
#include "core/pipeline/run.h"

namespace lesson {

/// "a packet of a run is not as it should be", where and what was expected.
Error broken_packet(std::string where, std::string expected, std::string got = {});

/// Remembers the first field that is missing, of another type or of another size, and reads on harmlessly: such a
/// field reads as empty or 0. File and JSON must outlive it.
class PacketFields {
 public:
  PacketFields(const SafetensorsFile& file, const Json& json) : file_(file), json_(json) {}

  /// The first complaint, if there is one.
  Result<void> outcome() const;
  bool failed() const { return error_.has_value(); }
  void complain(const std::string& where, const std::string& expected);

  const Json& json() const { return json_; }
  const Json& object(const char* key);
  std::string text(const Json& from, const char* key);
  double number(const Json& from, const char* key);
  /// Small counts only: what a page would have to allocate for is bounded here.
  int whole(const char* key, int most = 100'000);
  std::vector<std::string> texts(const char* key);

  MatrixRM matrix(const std::string& name);  ///< a tensor of two axes
  Picture picture();                         ///< the tensor "picture", U8 [h, w, 3]
  /// I16 [count, cols] and the factor of every row.
  PackedRows packed_rows(const std::string& name, int count, int cols);

 private:
  const SafetensorsFile& file_;
  const Json& json_;
  std::optional<Error> error_;
};

}  // namespace lesson
