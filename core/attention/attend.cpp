#include "core/attention/attend.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/attention/kernel.h"

namespace lesson {

namespace {

using kernel::In;
using kernel::Out;
using kernel::Reach;

/// Grows, never shrinks, so that blocks of different sizes share one buffer.
void make_room(MatrixRM& tile, Eigen::Index rows, Eigen::Index cols) {
  if (tile.size() < rows * cols) tile.resize(1, rows * cols);
}

Out<float> tile_of(AttendScratch& scratch, Eigen::Index rows, Eigen::Index cols) {
  return Eigen::Map<MatrixRM>(scratch.tile.data(), rows, cols);
}

/// Query rows [first, first + count), all heads, tile by tile. add_mass(head, SpanMass) for every tile.
template <class AddMass>
void attend_rows(CRef q, CRef k, CRef v, int heads, int first, int count, const Reach& reach, AttendScratch& scratch,
                 MRef out, AddMass add_mass) {
  const Eigen::Index dim = q.cols() / heads;
  const float scale = 1.0f / std::sqrt(static_cast<float>(dim));
  for (int head = 0; head < heads; ++head) {
    const Eigen::Index column = head * dim;
    for (int done = 0; done < count; done += kernel::kRowTile) {
      const int row = first + done, rows = std::min(kernel::kRowTile, count - done);
      add_mass(head, kernel::attend_stored<float>(q.block(row, column, rows, dim), k.middleCols(column, dim),
                                                  v.middleCols(column, dim), reach, scale,
                                                  tile_of(scratch, rows, k.rows()), out.block(row, column, rows, dim)));
    }
  }
}

}  // namespace

void attend_joint(CRef q, CRef k, CRef v, int heads, int text_tokens, const QuadrantCut& cut, AttendScratch& scratch,
                  MRef out) {
  const int text = text_tokens, image = static_cast<int>(k.rows()) - text;
  make_room(scratch.tile, kernel::kRowTile, k.rows());
  scratch.mass.assign(static_cast<std::size_t>(heads), QuadrantMass{});
  const auto run = [&](int first, int count, Quadrant on_text, Quadrant on_image) {
    const Reach reach{{0, cut.has(on_text) ? 0 : text}, {text, cut.has(on_image) ? 0 : image}};
    attend_rows(q, k, v, heads, first, count, reach, scratch, out, [&](int head, const kernel::SpanMass& share) {
      QuadrantMass& mass = scratch.mass[static_cast<std::size_t>(head)];
      mass[static_cast<std::size_t>(on_text)] += share.text;
      mass[static_cast<std::size_t>(on_image)] += share.image;
    });
  };
  run(0, text, Quadrant::text_reads_text, Quadrant::text_reads_image);
  run(text, image, Quadrant::image_reads_text, Quadrant::image_reads_image);
  for (QuadrantMass& mass : scratch.mass) {
    const double total = mass[0] + mass[1] + mass[2] + mass[3];
    for (double& share : mass) share = total > 0 ? share / total : 0;
  }
}

void attend_all(CRef q, CRef k, CRef v, int heads, AttendScratch& scratch, MRef out) {
  const Reach reach{{0, 0}, {0, static_cast<int>(k.rows())}};
  make_room(scratch.tile, kernel::kRowTile, k.rows());
  attend_rows(q, k, v, heads, 0, static_cast<int>(q.rows()), reach, scratch, out, [](int, const kernel::SpanMass&) {});
}

void attend_biased(CRef q, CRef k, CRef v, int heads, float scale, CRef bias, AttendScratch& scratch, MRef out) {
  const Eigen::Index dim = q.cols() / heads, rows = q.rows();
  assert(bias.cols() == k.rows() && (bias.rows() == rows || bias.rows() == heads * rows));
  make_room(scratch.tile, rows, k.rows());
  Out<float> scores = tile_of(scratch, rows, k.rows());
  const Reach reach{{0, 0}, {0, static_cast<int>(k.rows())}};
  for (int head = 0; head < heads; ++head) {
    product_transposed(q.middleCols(head * dim, dim), k.middleCols(head * dim, dim), scores);
    scores = scores * scale + bias.middleRows(bias.rows() == rows ? 0 : head * rows, rows);
    for (Eigen::Index row = 0; row < rows; ++row) kernel::softmax_row(&scores(row, 0), reach, 1.0f);
    product(scores, v.middleCols(head * dim, dim), out.middleCols(head * dim, dim));
  }
}

}  // namespace lesson
