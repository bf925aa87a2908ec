// The one attention kernel against the naive twin: sizes that divide nothing, cuts, empty spans, biases, large logits,
// more keys than fit at once, and every way of keeping weights.

#include "core/attention/attend.h"

#include <limits>

#include "core/attention/weights.h"
#include "tests/core/reference.h"
#include "tests/core/simd/every_kernel.h"

using namespace lesson;
using reference::check_close;
using reference::MatrixD;
using reference::Noise;

namespace {

struct Inputs {
  MatrixRM q, k, v;
};

Inputs inputs(int queries, int keys, int width, double scale = 1.0) {
  Noise noise(static_cast<std::uint64_t>(queries * 1000 + keys));
  return {noise.matrix(queries, width, scale), noise.matrix(keys, width, scale), noise.matrix(keys, width)};
}

auto allowed_by(const Attending& what) {
  return [what](int row, int key) {
    return !what.cut.cut[static_cast<std::size_t>((row < what.text_queries ? 0 : 2) + (key < what.text_keys ? 0 : 1))];
  };
}

MatrixD stacked(const reference::Attention& twin) {
  const auto rows = twin.weights[0].rows();
  MatrixD all(rows * static_cast<Eigen::Index>(twin.weights.size()), twin.weights[0].cols());
  for (std::size_t h = 0; h < twin.weights.size(); ++h)
    all.middleRows(static_cast<Eigen::Index>(h) * rows, rows) = twin.weights[h];
  return all;
}

/// Output, weights as floats and as bytes, in float and in double: all are the twin's.
void check(const Inputs& in, Attending what, double tolerance) {
  const auto twin = reference::attention(in.q, in.k, in.v, what.heads, allowed_by(what));
  const MatrixD weights = stacked(twin);
  for (const bool exact : {false, true}) {
    INFO((exact ? "double" : "float"));
    if (exact) what.exact = [](int) { return true; };
    MatrixRM streamed(in.q.rows(), in.q.cols()), kept_out = streamed, byte_out = streamed, kept;
    ByteWeights bytes;
    AttendScratch scratch;
    attend(in.q, in.k, in.v, what, scratch, streamed);
    Attending keeping = what;
    keeping.weights = &kept;
    attend(in.q, in.k, in.v, keeping, scratch, kept_out);
    keeping.weights = nullptr;
    keeping.byte_weights = &bytes;
    attend(in.q, in.k, in.v, keeping, scratch, byte_out);
    check_close(streamed, twin.out, tolerance, "streamed");
    check_close(kept_out, twin.out, tolerance, "out beside weights");
    check_close(byte_out, twin.out, tolerance, "out beside bytes");
    check_close(kept, weights, tolerance, "weights");
    MatrixRM widened(kept.rows(), kept.cols());
    for (int row = 0; row < kept.rows(); ++row) {
      for (int key = 0; key < kept.cols(); ++key) widened(row, key) = bytes.weight(row, key);
      const double factor = static_cast<double>(bytes.factors[static_cast<std::size_t>(row)]);
      const double gap = (widened.row(row).cast<double>() - weights.row(row)).cwiseAbs().maxCoeff();
      CHECK(gap <= 0.51 * factor + tolerance);
    }
  }
}

}  // namespace

TEST_CASE("attention equals its twin whatever the sizes", "[simd][attention]") {
  with_every_kernel([] {
    for (const int dim : {1, 2, 3, 7, 8, 17, 33, 64}) {
      for (const int keys : {1, 2, 5, 8, 49}) {
        Attending what;
        what.heads = 1 + dim % 2;
        check(inputs(keys == 5 ? 1 : 37, keys, what.heads * dim), what, 3e-6);
      }
    }
  });
}

TEST_CASE("every cut of every division of the tokens is the twin's", "[simd][attention][cut]") {
  with_every_kernel([] {
    for (const int text : {0, 1, 7, 36, 37}) {
      for (unsigned bits = 0; bits < 16; ++bits) {
        Attending what;
        what.heads = 2;
        what.text_queries = what.text_keys = text;
        for (unsigned i = 0; i < 4; ++i) what.cut.cut[i] = (bits >> i & 1) != 0;
        check(inputs(37, 37, 2 * 5), what, 3e-6);
      }
    }
  });
}

TEST_CASE("a row that is wholly cut is exactly zero, whatever was in the room before", "[simd][attention][cut]") {
  with_every_kernel([] {
    const auto in = inputs(21, 21, 4);
    const MatrixRM nothing = MatrixRM::Constant(21, 4, std::numeric_limits<float>::quiet_NaN());
    MatrixRM out = nothing;
    AttendScratch scratch;
    attend_joint(nothing, nothing, nothing, 1, 6, {}, scratch, out);  // leaves no number in the room
    QuadrantCut cut;
    cut.set(Quadrant::text_reads_text);
    cut.set(Quadrant::text_reads_image);
    attend_joint(in.q, in.k, in.v, 1, 6, cut, scratch, out);
    CHECK(out.topRows(6).isZero(0));
    CHECK(out.bottomRows(15).allFinite());
    CHECK(scratch.mass[0][0] + scratch.mass[0][1] == 0.0);
    const MatrixRM weights = attention_weights(in.q, in.k, {6, 15}, {6, 15}, cut);
    CHECK(weights.topRows(6).isZero(0));
  });
}

TEST_CASE("keys that come in several tiles are joined without a seam", "[simd][attention]") {
  with_every_kernel([] {
    for (const int text : {0, 300, 1029}) {
      Attending what;
      what.text_queries = text > 200 ? 50 : 0;
      what.text_keys = text;
      check(inputs(170, 1300, 9, 1.5), what, 4e-6);
    }
  });
}

// A float score of size L is off by about L * 1e-7 (a sum of D products), so a weight by as large a part of itself.
TEST_CASE("logits up to 100 keep weights within 5e-5 in float, 1e-6 in double", "[simd][attention][accuracy]") {
  with_every_kernel([] {
    const int dim = 32, tokens = 70;
    auto in = inputs(tokens, tokens, dim);
    const double largest = static_cast<double>((in.q * in.k.transpose()).cwiseAbs().maxCoeff()) / std::sqrt(dim);
    in.q *= static_cast<float>(100.0 / largest);
    const auto twin = reference::attention(in.q, in.k, in.v, 1);
    for (const bool exact : {false, true}) {
      Attending what;
      MatrixRM kept, out(tokens, dim);
      what.weights = &kept;
      if (exact) what.exact = [](int) { return true; };
      AttendScratch scratch;
      attend(in.q, in.k, in.v, what, scratch, out);
      check_close(kept, twin.weights[0], exact ? 1e-6 : 5e-5, exact ? "double" : "float");
      check_close(out, twin.out, exact ? 1e-6 : 1e-4, exact ? "double" : "float");
    }
  });
}

TEST_CASE("a top that rises at every key, tile after tile", "[simd][attention][accuracy]") {
  with_every_kernel([] {
    const int keys = 1500;
    Inputs in{MatrixRM::Ones(3, 1), MatrixRM(keys, 1), Noise(7).matrix(keys, 1)};
    for (int j = 0; j < keys; ++j) in.k(j, 0) = 0.02f * static_cast<float>(j);
    check(in, Attending{}, 5e-6);
  });
}

TEST_CASE("a bias is added to the scores; never means never", "[simd][attention]") {
  with_every_kernel([] {
    const int tokens = 29, heads = 3, dim = 6;
    const auto in = inputs(tokens, tokens, heads * dim);
    for (const bool per_head : {false, true}) {
      MatrixRM bias = Noise(3).matrix(per_head ? heads * tokens : tokens, tokens, 2.0);
      for (int row = 0; row < bias.rows(); ++row)
        for (int key = row % tokens + 1; key < tokens; ++key) bias(row, key) = -1e31f;
      MatrixRM out(tokens, heads * dim);
      AttendScratch scratch;
      attend_biased(in.q, in.k, in.v, heads, 0.3f, bias, scratch, out);
      for (int h = 0; h < heads; ++h) {
        for (int row = 0; row < tokens; ++row) {
          double sum = 0;
          Eigen::RowVectorXd want = Eigen::RowVectorXd::Zero(dim);
          for (int key = 0; key <= row; ++key) {
            double score = static_cast<double>(bias((per_head ? h * tokens : 0) + row, key));
            for (int c = h * dim; c < (h + 1) * dim; ++c)
              score +=
                  static_cast<double>(0.3f) * static_cast<double>(in.q(row, c)) * static_cast<double>(in.k(key, c));
            sum += std::exp(score);
            want += std::exp(score) * in.v.row(key).segment(h * dim, dim).cast<double>();
          }
          check_close(out.row(row).segment(h * dim, dim).eval(), (want / sum).eval(), 4e-6);
        }
      }
    }
  });
}

TEST_CASE("rows are handed on in order, all of them, and are those that are kept", "[simd][attention]") {
  with_every_kernel([] {
    const auto in = inputs(230, 41, 2 * 3);
    MatrixRM kept, out(230, 6), seen = MatrixRM::Constant(460, 41, -1.0f);
    AttendScratch scratch;
    Attending what;
    what.heads = 2;
    what.weights = &kept;
    attend(in.q, in.k, in.v, what, scratch, out);
    what.weights = nullptr;
    int next = 0;
    what.on_rows = [&](int head, int first, CRef rows) {
      CHECK(head * 230 + first == next);
      next += static_cast<int>(rows.rows());
      seen.middleRows(head * 230 + first, rows.rows()) = rows;
    };
    attend(in.q, in.k, in.v, what, scratch, out);
    CHECK(next == 460);
    CHECK(seen == kept);
  });
}
