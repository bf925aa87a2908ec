#pragma once
// What one packet of a run (core/pipeline/run_packet.h) holds, field by field. The page takes packets from its own
// worker, but of a file that may be of another version: nothing in them is believed.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/io/json.h"
#include "core/io/json_reader.h"
#include "core/io/safetensors.h"
#include "core/pipeline/run.h"

namespace lesson {

inline constexpr JsonComplaint kBrokenPacket{
    "a packet of a run is not as it should be",
    "Run again; if it happens again, page and model files are of different versions."};

/// The packet's JSON, and its tensors in the same manner: one that is missing, of another type or size reads as empty.
/// File and JSON must outlive it.
class PacketFields : public JsonReader {
 public:
  PacketFields(const SafetensorsFile& file, const Json& json) : JsonReader(json, "", kBrokenPacket), file_(file) {}

  /// The first complaint, if there is one.
  Result<void> outcome() const;

  /// From 0. What a page would have to allocate for is bounded here.
  int count(const char* key, int most = 100'000) { return whole(key, 0, most); }

  MatrixRM matrix(const std::string& name);  ///< a tensor of two axes
  Picture picture();                         ///< the tensor "picture", U8 [h, w, 3]
  /// I16 [count, cols] and the factor of every row.
  PackedRows packed_rows(const std::string& name, int count, int cols);

 private:
  const SafetensorsFile& file_;
};

/// What every packet is: a safetensors file that says its kind and holds one JSON object beside its tensors.
struct OpenPacket {
  SafetensorsFile file;  ///< views the bytes that it was opened from
  std::string kind;
  Json json;
};
/// Error: not such a file.
Result<OpenPacket> open_packet(std::span<const std::byte> bytes);
/// The bytes of the packet whose tensors `writer` holds.
std::vector<std::byte> close_packet(SafetensorsWriter& writer, const char* kind, const Json& json);

}  // namespace lesson
