// Packets of a run, in any order and of any content: refused in words, or a log that is whole.
//
//   kind \n json \n "name":{...},...} \n data      of one packet; "\n--\n" between two
//
// The header is put together here, so that mutations of the JSON need not keep to JSON within JSON.
#include <algorithm>
#include <vector>

#include "core/io/json.h"
#include "core/pipeline/run_log.h"
#include "tests/fuzz/target.h"
#include "tests/fuzz/widgets.h"

namespace lesson::fuzz {

namespace {

std::string packet_of(std::string_view part) {
  const auto [kind, behind_kind] = split(part, "\n");
  const auto [json, behind_json] = split(behind_kind, "\n");
  const auto [tensors, data] = split(behind_json, "\n");
  const Json metadata = {{"packet", kind}, {"json", json}};
  const std::string header = "{\"__metadata__\":" + print_json(metadata);
  return framed(header + (tensors.size() > 1 ? "," : "") + std::string(tensors), data);
}

bool whole(const Picture& picture) {
  const auto bytes = 3 * static_cast<std::int64_t>(picture.width) * picture.height;
  return picture.width > 0 && picture.height > 0 && static_cast<std::int64_t>(picture.rgb.size()) == bytes;
}

/// What widgets look up without asking again.
void attention(const RunLog& log, int step) {
  const RunShape& shape = log.shape();
  const int rows = shape.context + shape.image_tokens();
  if (rows > 64 || shape.blocks > 4) return;  // large ones are read the same way, and take long
  for (int block = 0; block < shape.blocks; ++block) {
    const auto kind = shape.joint() ? AttentionKind::joint : AttentionKind::self;
    expect(log.record().has(step, block, kind));
    const MatrixRM weights = log.record().weights(step, block, shape.heads - 1, kind);
    expect(weights.rows() == (shape.joint() ? rows : shape.image_tokens()) && weights.cols() == weights.rows());
    if (shape.joint()) expect(static_cast<int>(log.record().masses(step, block).size()) == shape.heads);
  }
}

void check_step(const RunLog& log) {
  const LoggedStep& step = log.steps().back();
  const LatentShape& latent = log.shape().latent;
  if (log.request().trace.any() && log.shape().joint()) {
    expect(static_cast<int>(step.blocks.size()) == log.shape().blocks);
    for (const BlockTrace& trace : step.blocks)
      expect(trace.cells.rows() == kTraceCells * static_cast<Eigen::Index>(log.request().trace.rows.size()));
  }
  if (!log.request().record) return;
  expect(whole(step.preview));
  expect(step.latent.rows() == latent.channels && step.latent.cols() == latent.pixels());
  attention(log, log.steps_done() - 1);
}

void check(const RunLog& log) {
  const RunShape& shape = log.shape();
  expect(log.started() && shape.blocks >= 0 && shape.heads > 0 && shape.width % shape.heads == 0);
  expect(static_cast<int>(log.labels().size()) == shape.context && log.steps_done() <= log.request().steps);
  expect(log.noise().rows() == shape.latent.channels && log.noise().cols() == shape.latent.pixels());
  expect(log.words() >= 0 && log.dropped_words() >= 0);
  if (log.pointing()) expect(log.pointing()->text_reads_image.block < shape.blocks);
  for (const RunStage& stage : log.stages())
    expect(stage.number >= 1 && std::ranges::all_of(stage.shape, [](std::int64_t side) { return side >= 0; }));
  if (log.steps_done() > 0) check_step(log);
  if (log.finished()) expect(whole(log.picture()));
}

/// The widgets that look at a run, whatever its sizes are. They ask for a record.
void shown(const RunLog& log, const std::vector<std::string>& packets) {
  if (!log.request().record) return;
  RunDesk& desk = widgets().app.desk();
  desk.request(kPageRun, log.request());
  int ticket = 0;
  while (const auto order = desk.take_order()) ticket = order->ticket;
  for (const std::string& packet : packets) (void)desk.packet(ticket, std::as_bytes(std::span(packet)));
  widgets().app.runs_changed();
  for (const int widget : widgets().handles()) widgets().tell_and_draw(widget);
  desk.drop(kPageRun);
}

}  // namespace

void packets(Bytes bytes) {
  RunLog log;
  std::vector<std::string> given;
  std::string_view rest = text_of(bytes);
  for (int i = 0; i < 8 && !rest.empty(); ++i) {
    const auto [part, behind] = split(rest, "\n--\n");
    const int before = log.steps_done();
    given.push_back(packet_of(part));
    const auto taken = log.take(std::as_bytes(std::span(given.back())));
    if (taken) {
      check(log);
    } else {
      expect_words(taken.error());
      expect(log.steps_done() == before);
    }
    rest = behind;
  }
  if (log.steps_done() > 0) shown(log, given);
}

}  // namespace lesson::fuzz
