#include "core/pipeline/pointing.h"

#include "core/io/json.h"

namespace lesson {

namespace {

PointingHead read_head(JsonReader&& from, int blocks, int heads) {
  PointingHead head;
  head.block = from.whole("block", 0, blocks - 1);
  head.head = from.whole("head", 0, heads - 1);
  head.accuracy = from.number("accuracy", 0, 1);
  head.standard_error = from.number("se", 0, 1);
  head.words = from.whole("n", 1, 1'000'000'000);
  static constexpr std::array kReaders = {"clip", "t5"};
  if (from.has("reader")) head.reader = kReaders[static_cast<std::size_t>(from.choice("reader", kReaders))];
  return head;
}

Json to_json(const PointingHead& head) {
  Json json = {{"block", head.block},
               {"head", head.head},
               {"accuracy", head.accuracy},
               {"se", head.standard_error},
               {"n", head.words}};
  if (!head.reader.empty()) json["reader"] = head.reader;
  return json;
}

}  // namespace

Pointing read_pointing(JsonReader& from, int blocks, int heads) {
  Pointing pointing;
  pointing.time = from.number("time", 0, 1);
  pointing.image_reads_text = read_head(from.below("image_reads_text"), blocks, heads);
  pointing.text_reads_image = read_head(from.below("text_reads_image"), blocks, heads);
  return pointing;
}

Json to_json(const Pointing& pointing) {
  return {{"time", pointing.time},
          {"image_reads_text", to_json(pointing.image_reads_text)},
          {"text_reads_image", to_json(pointing.text_reads_image)}};
}

}  // namespace lesson
