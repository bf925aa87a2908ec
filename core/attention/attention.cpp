#include "core/attention/attention.h"

#include <cmath>
#include <optional>
#include <type_traits>

#include "core/attention/kernel.h"

namespace lesson {

namespace {

using kernel::In;
using kernel::Matrix;
using kernel::Out;
using kernel::Reach;
using kernel::SpanMass;

/// Up to here float is within 5e-6 of double; measured in tests/core/attention/accuracy_test.cpp.
constexpr double kFastLogitBound = 16.0;
constexpr double kFastValueBound = 8.0;

std::string shape_of(CRef x) { return "[" + std::to_string(x.rows()) + ", " + std::to_string(x.cols()) + "]"; }

/// Everything one call works on. Text rows and keys come first; plain attention has none.
struct Job {
  CRef q, k, v;
  JointShape queries, keys;
  QuadrantCut cut;
  const AttentionOptions& options;

  Eigen::Index head_dim() const { return q.cols() / options.heads; }
  bool stores_tiles() const { return options.keep_weights || options.on_rows; }
};

// --- checks ------------------------------------------------------------------------------------

std::optional<Error> check_finite(const char* name, CRef x) {
  if (x.allFinite()) return std::nullopt;
  for (Eigen::Index row = 0; row < x.rows(); ++row) {
    for (Eigen::Index col = 0; col < x.cols(); ++col) {
      if (std::isfinite(x(row, col))) continue;
      return Error{"not a finite number", std::string(name), "finite numbers only",
                   (std::isnan(x(row, col)) ? "NaN at [" : "infinity at [") + std::to_string(row) + ", " +
                       std::to_string(col) + "]",
                   "Look for an overflow where the tensor was made."};
    }
  }
  return std::nullopt;
}

std::optional<Error> check_heads(CRef q, int heads) {
  if (heads >= 1 && q.cols() >= heads && q.cols() % heads == 0) return std::nullopt;
  return Error{"heads do not divide the width", "heads", "a divisor of " + std::to_string(q.cols()),
               std::to_string(heads), "Give the number of heads H of a tensor [S, H*D]."};
}

std::optional<Error> check_keys(CRef q, const char* k_name, CRef k, const char* v_name, CRef v) {
  if (k.rows() < 1 || k.cols() != q.cols()) {
    return Error{"shape does not fit the queries", k_name, "[1 or more, " + std::to_string(q.cols()) + "]", shape_of(k),
                 "Keys need the width of q."};
  }
  if (v.rows() != k.rows() || v.cols() != q.cols()) {
    return Error{"shape does not fit the keys", v_name,
                 "[" + std::to_string(k.rows()) + ", " + std::to_string(q.cols()) + "]", shape_of(v),
                 "Every key needs one value row."};
  }
  return std::nullopt;
}

std::optional<Error> check_extras(const AttentionOptions& options, CRef q, CRef k) {
  const auto dim = q.cols() / options.heads;
  const auto wrong = [&](const char* where, Eigen::Index expected, Eigen::Index got) {
    return Error{"size does not fit the head", where, std::to_string(expected), std::to_string(got),
                 "It is applied per head of D numbers."};
  };
  if (options.qk_norm && options.qk_norm->q.size() != dim) return wrong("qk_norm.q", dim, options.qk_norm->q.size());
  if (options.qk_norm && options.qk_norm->k.size() != dim) return wrong("qk_norm.k", dim, options.qk_norm->k.size());
  if (options.rope && options.rope->head_dim() != dim)
    return wrong("rope head dimension", dim, options.rope->head_dim());
  if (options.rope && options.rope->tokens() != q.rows()) return wrong("rope tokens", q.rows(), options.rope->tokens());
  if (options.rope && q.rows() != k.rows()) return wrong("keys under rope", q.rows(), k.rows());
  return std::nullopt;
}

std::optional<Error> check_inputs(CRef q, const char* k_name, CRef k, const char* v_name, CRef v,
                                  const AttentionOptions& options) {
  if (q.rows() < 1) return Error{"no rows", "q", "[1 or more, H*D]", shape_of(q), "Give at least one query."};
  if (auto error = check_heads(q, options.heads)) return error;
  if (auto error = check_keys(q, k_name, k, v_name, v)) return error;
  if (auto error = check_extras(options, q, k)) return error;
  if (auto error = check_finite("q", q)) return error;
  if (auto error = check_finite(k_name, k)) return error;
  return check_finite(v_name, v);
}

// --- one head ----------------------------------------------------------------------------------

/// Cauchy-Schwarz bounds the logits without computing them.
bool float_is_enough(const Job& job, int head) {
  if (job.options.precision != Precision::automatic) return job.options.precision == Precision::fast;
  const auto dim = job.head_dim();
  const auto longest = [&](CRef x) {
    return std::sqrt(x.middleCols(head * dim, dim).cast<double>().rowwise().squaredNorm().maxCoeff());
  };
  const double logits = longest(job.q) * longest(job.k) / std::sqrt(static_cast<double>(dim));
  const double values = static_cast<double>(job.v.middleCols(head * dim, dim).cwiseAbs().maxCoeff());
  return logits <= kFastLogitBound && values <= kFastValueBound;
}

Reach reach_of(const JointShape& keys, const QuadrantCut& cut, Quadrant on_text, Quadrant on_image) {
  Reach reach;
  reach.text = {0, cut.has(on_text) ? 0 : keys.text_tokens};
  reach.image = {keys.text_tokens, cut.has(on_image) ? 0 : keys.image_tokens};
  return reach;
}

/// One head from start to end in the chosen precision. Buffers are made once and reused by tiles.
template <class Scalar>
class HeadRun {
 public:
  HeadRun(const Job& job, int head, AttentionOut& result)
      : job_(job),
        head_(head),
        result_(result),
        q_(job.q.middleCols(head * job.head_dim(), job.head_dim()).template cast<Scalar>()),
        k_(job.k.middleCols(head * job.head_dim(), job.head_dim()).template cast<Scalar>()),
        v_(job.v.middleCols(head * job.head_dim(), job.head_dim()).template cast<Scalar>()),
        out_(kernel::kRowTile, job.head_dim()),
        scale_(Scalar(1) / std::sqrt(static_cast<Scalar>(job.head_dim()))) {
    if (job.stores_tiles()) tile_.resize(kernel::kRowTile, job.k.rows());
  }

  QuadrantMass run() {
    QuadrantMass mass = {};
    run_rows(0, job_.queries.text_tokens, Quadrant::text_reads_text, Quadrant::text_reads_image, mass);
    run_rows(job_.queries.text_tokens, job_.queries.image_tokens, Quadrant::image_reads_text,
             Quadrant::image_reads_image, mass);
    const double total = mass[0] + mass[1] + mass[2] + mass[3];
    if (total > 0) {
      for (double& share : mass) share /= total;
    }
    return mass;
  }

 private:
  void run_rows(int first, int count, Quadrant on_text, Quadrant on_image, QuadrantMass& mass) {
    const Reach reach = reach_of(job_.keys, job_.cut, on_text, on_image);
    for (int done = 0; done < count; done += kernel::kRowTile) {
      const SpanMass share = run_tile(first + done, std::min(kernel::kRowTile, count - done), reach);
      mass[static_cast<std::size_t>(on_text)] += share.text;
      mass[static_cast<std::size_t>(on_image)] += share.image;
    }
  }

  SpanMass run_tile(int first, int rows, const Reach& reach) {
    const In<Scalar> q = q_.middleRows(first, rows);
    Out<Scalar> out = out_.topRows(rows);
    SpanMass mass;
    if (job_.stores_tiles()) {
      Out<Scalar> weights = tile_.topRows(rows);
      mass = kernel::attend_stored<Scalar>(q, k_, v_, reach, scale_, weights, out);
      hand_on(first, weights);
    } else {
      mass = kernel::attend_streaming<Scalar>(q, k_, v_, reach, scale_, scratch_, out);
    }
    result_.out.block(first, head_ * job_.head_dim(), rows, job_.head_dim()) = out.template cast<float>();
    return mass;
  }

  void hand_on(int first, const Out<Scalar>& weights) {
    if (job_.options.keep_weights) {
      result_.weights.middleRows(head_ * job_.q.rows() + first, weights.rows()) = weights.template cast<float>();
    }
    if (!job_.options.on_rows) return;
    if constexpr (std::is_same_v<Scalar, float>) {
      job_.options.on_rows(head_, first, weights);
    } else {
      job_.options.on_rows(head_, first, MatrixRM(weights.template cast<float>()));
    }
  }

  const Job& job_;
  const int head_;
  AttentionOut& result_;
  const Matrix<Scalar> q_, k_, v_;  // [S, D] copies: contiguous, in the precision of the run
  Matrix<Scalar> out_, tile_;
  kernel::StreamScratch<Scalar> scratch_;
  const Scalar scale_;
};

/// All heads; fills out, weights and one mass per head.
std::vector<QuadrantMass> run_heads(const Job& job, AttentionOut& result) {
  const int heads = job.options.heads;
  result.heads = heads;
  result.out.resize(job.q.rows(), job.q.cols());
  if (job.options.keep_weights) result.weights.resize(heads * job.q.rows(), job.k.rows());
  std::vector<QuadrantMass> masses;
  masses.reserve(static_cast<std::size_t>(heads));
  for (int head = 0; head < heads; ++head) {
    masses.push_back(float_is_enough(job, head) ? HeadRun<float>(job, head, result).run()
                                                : HeadRun<double>(job, head, result).run());
  }
  return masses;
}

/// Norm and rotation, where asked for, on copies of q and k; then the heads.
std::vector<QuadrantMass> prepare_and_run(const Job& job, AttentionOut& result) {
  const QkNorm* norm = job.options.qk_norm;
  const RopeTable* rope = job.options.rope;
  if (!norm && !rope) return run_heads(job, result);
  MatrixRM q = job.q, k = job.k;
  if (norm) {
    rms_norm_heads(q, job.options.heads, norm->q, norm->eps);
    rms_norm_heads(k, job.options.heads, norm->k, norm->eps);
  }
  if (rope) {
    apply_rope(q, job.options.heads, *rope);
    apply_rope(k, job.options.heads, *rope);
  }
  return run_heads(Job{q, k, job.v, job.queries, job.keys, job.cut, job.options}, result);
}

AttentionOut run_plain(CRef q, CRef k, CRef v, const AttentionOptions& options) {
  AttentionOut result;
  const JointShape queries{0, static_cast<int>(q.rows())}, keys{0, static_cast<int>(k.rows())};
  prepare_and_run(Job{q, k, v, queries, keys, {}, options}, result);
  return result;
}

/// Before everything else: once k has other tokens than q, nothing that v could be is right.
std::optional<Error> check_same_tokens(CRef q, CRef k, const char* next) {
  if (k.rows() == q.rows()) return std::nullopt;
  return Error{"tokens do not match the queries", "k", shape_of(q), shape_of(k), next};
}

std::optional<Error> check_text(CRef q, const JointAttentionOptions& options) {
  if (options.text_tokens < 0 || options.text_tokens > q.rows()) {
    return Error{"more text than tokens", "text_tokens", "0 to " + std::to_string(q.rows()),
                 std::to_string(options.text_tokens), "T text rows come first of S = T + I."};
  }
  return std::nullopt;
}

}  // namespace

Result<AttentionOut> self_attention(CRef q, CRef k, CRef v, const AttentionOptions& options) {
  if (auto error = check_same_tokens(q, k, "For two sources use cross_attention.")) return *error;
  if (auto error = check_inputs(q, "k", k, "v", v, options)) return *error;
  return run_plain(q, k, v, options);
}

Result<AttentionOut> cross_attention(CRef q, CRef k, CRef v, const AttentionOptions& options) {
  if (auto error = check_inputs(q, "k", k, "v", v, options)) return *error;
  return run_plain(q, k, v, options);
}

Result<DecoupledAttentionOut> decoupled_cross_attention(CRef q, CRef k_text, CRef v_text, CRef k_adapter,
                                                        CRef v_adapter, float adapter_scale,
                                                        const AttentionOptions& options) {
  if (auto error = check_inputs(q, "k_text", k_text, "v_text", v_text, options)) return *error;
  if (auto error = check_inputs(q, "k_adapter", k_adapter, "v_adapter", v_adapter, options)) return *error;
  if (!std::isfinite(adapter_scale)) {
    return Error{"not a finite number", "adapter_scale", "a finite number", std::to_string(adapter_scale), ""};
  }
  DecoupledAttentionOut result;
  result.text = run_plain(q, k_text, v_text, options);
  result.adapter = run_plain(q, k_adapter, v_adapter, options);
  result.out = result.text.out + adapter_scale * result.adapter.out;
  return result;
}

Result<JointAttentionOut> joint_attention(CRef q, CRef k, CRef v, const JointAttentionOptions& options) {
  if (auto error = check_same_tokens(q, k, "Joint attention reads and is read by the same S tokens.")) return *error;
  if (auto error = check_inputs(q, "k", k, "v", v, options)) return *error;
  if (auto error = check_text(q, options)) return *error;
  JointAttentionOut result;
  result.shape = {options.text_tokens, static_cast<int>(q.rows()) - options.text_tokens};
  result.mass = prepare_and_run(Job{q, k, v, result.shape, result.shape, options.cut, options}, result);
  return result;
}

}  // namespace lesson
