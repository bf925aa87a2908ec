#include "core/attention/attention.h"

#include <cmath>
#include <optional>
#include <utility>

#include "core/attention/attend.h"
#include "core/simd/kernels.h"
#include "core/text_format.h"

namespace lesson {

namespace {

/// Up to here float is within 5e-6 of double; measured in tests/core/attention/accuracy_test.cpp.
constexpr double kFastLogitBound = 16.0;
constexpr double kFastValueBound = 8.0;

std::string shape_of(CRef x) { return shape_text(x.rows(), x.cols()); }

/// Everything one call works on. Text rows and keys come first; plain attention has none.
struct Job {
  CRef q, k, v;
  JointShape queries, keys;
  QuadrantCut cut;
  const AttentionOptions& options;

  Eigen::Index head_dim() const { return q.cols() / options.heads; }
};

simd::Findings look_at(CRef x) {
  return simd::kernels().look_at({x.data(), x.outerStride()}, static_cast<int>(x.rows()), static_cast<int>(x.cols()));
}

// --- checks ------------------------------------------------------------------------------------

std::optional<Error> check_finite(const char* name, CRef x) {
  if (look_at(x).finite) return std::nullopt;
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
    return Error{"shape does not fit the keys", v_name, shape_text(k.rows(), q.cols()), shape_of(v),
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

// --- heads ---------------------------------------------------------------------------------

/// Cauchy-Schwarz bounds the logits without computing them.
bool float_is_enough(const Job& job, int head) {
  if (job.options.precision != Precision::automatic) return job.options.precision == Precision::fast;
  const auto dim = job.head_dim();
  const auto of = [&](CRef x) { return look_at(x.middleCols(head * dim, dim)); };
  const double logits = std::sqrt(of(job.q).longest * of(job.k).longest / static_cast<double>(dim));
  return logits <= kFastLogitBound && of(job.v).largest <= kFastValueBound;
}

/// All heads; fills out, weights and one mass per head.
std::vector<QuadrantMass> run_heads(const Job& job, AttentionOut& result) {
  result.heads = job.options.heads;
  result.out.resize(job.q.rows(), job.q.cols());
  Attending what;
  what.heads = job.options.heads;
  what.text_queries = job.queries.text_tokens;
  what.text_keys = job.keys.text_tokens;
  what.cut = job.cut;
  what.exact = [&job](int head) { return !float_is_enough(job, head); };
  what.on_rows = job.options.on_rows;
  if (job.options.keep_weights) what.weights = &result.weights;
  AttendScratch scratch;
  attend(job.q, job.k, job.v, what, scratch, result.out);
  return std::move(scratch.mass);
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
