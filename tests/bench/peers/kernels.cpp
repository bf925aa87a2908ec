#include "tests/bench/peers/kernels.h"

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/attention/attention.h"
#include "core/attention/softmax.h"
#include "core/blocks/linear.h"
#include "core/pipeline/run.h"
#include "core/random.h"
#include "core/simd/kernels.h"
#include "tests/bench/peers/ceiling.h"

namespace {

using namespace lesson;

/// One open workload: what a call does, and the tensors of it that callers may compare.
struct Work {
  std::function<double()> call;
  double flops = 0;
  std::vector<std::shared_ptr<MatrixRM>> tensors;
};

std::map<int, Work> works;
std::shared_ptr<const TinySd3> model;
constexpr const char* kPrompt = "a crane near a river at sunset";

int open(Work work) {
  static int last = 0;
  works.emplace(++last, std::move(work));
  return last;
}

std::shared_ptr<MatrixRM> drawn(int rows, int columns, std::uint32_t stream) {
  auto m = std::make_shared<MatrixRM>(rows, columns);
  RandomStream(1, stream).fill_normals({m->data(), static_cast<std::size_t>(m->size())});
  return m;
}

double flops_of_attention(double heads, double queries, double keys, double dim) {
  return 4 * heads * queries * keys * dim;
}

/// [rows, columns] softmax in place of a copy.
double softmax_rows(const MatrixRM& x, MatrixRM& y) {
  y = x;
  const int n = static_cast<int>(y.cols());
  for (Eigen::Index r = 0; r < y.rows(); ++r) {
    float* const row = y.row(r).data();
    y.row(r) *= 1 / exp_and_sum(row, n, max_of(row, n), 1);
  }
  return static_cast<double>(y(0, 0));
}

RunRequest guided_run(int steps) {
  RunRequest request = default_request(*model);
  request.prompt = kPrompt;
  request.steps = steps;
  request.record = false;
  if (request.guidance == 1) request.guidance = 2;
  return request;
}

}  // namespace

extern "C" {

int bench_open_attention(int heads, int tokens, int dim, int text, int how) {
  auto q = drawn(tokens, heads * dim, 0), k = drawn(tokens, heads * dim, 1), v = drawn(tokens, heads * dim, 2);
  auto out = std::make_shared<MatrixRM>(tokens, heads * dim);
  auto scratch = std::make_shared<AttendScratch>();
  auto kept = std::make_shared<ByteWeights>();
  const auto call = [=]() -> double {
    Attending what;
    what.heads = heads;
    what.text_queries = what.text_keys = text;
    if (how == 1) what.byte_weights = kept.get();
    if (how == 2) what.cut.set(Quadrant::image_reads_text);
    attend(*q, *k, *v, what, *scratch, *out);
    return static_cast<double>((*out)(0, 0));
  };
  return open({call, flops_of_attention(heads, tokens, tokens, dim), {q, k, v, out}});
}

int bench_open_decoupled(int heads, int tokens, int dim, int text) {
  const int image = tokens - text;
  auto q = drawn(image, heads * dim, 0), k = drawn(tokens, heads * dim, 1), v = drawn(tokens, heads * dim, 2);
  const auto call = [=]() -> double {
    AttentionOptions options;
    options.heads = heads;
    options.keep_weights = false;
    const auto out = decoupled_cross_attention(*q, k->topRows(text), v->topRows(text), k->bottomRows(image),
                                               v->bottomRows(image), 1, options);
    return out ? static_cast<double>(out.value().out(0, 0)) : 0;
  };
  return open({call, flops_of_attention(heads, image, tokens, dim), {q, k, v}});
}

int bench_open_layer(int rows, int in, int out, int around) {
  auto layer = std::make_shared<Linear>(in, out);
  auto weight = drawn(out, in, 0), x = drawn(rows, in, 1), y = drawn(rows, out, 2);
  auto mods = drawn(2, std::max(in, out), 3);
  layer->weight = *weight;
  const auto call = [=]() -> double {
    const float* const first = mods->row(0).data();
    const float* const second = mods->row(1).data();
    const bool modulated = around & 1;
    apply(*layer, *x,
          {.shift = modulated ? first : nullptr,
           .scale = modulated ? second : nullptr,
           .gelu = (around & 2) != 0,
           .gate = around & 4 ? first : nullptr},
          *y);
    return static_cast<double>((*y)(0, 0));
  };
  return open({call, 2.0 * rows * in * out, {x, weight, mods, y}});
}

int bench_open_softmax(int rows, int columns) {
  auto x = drawn(rows, columns, 0), y = drawn(rows, columns, 1);
  return open({[=] { return softmax_rows(*x, *y); }, 0, {x, x, x, y}});
}

int bench_open_forward(int batch) {
  if (!model) return 0;
  const Denoiser& net = model->denoiser(ModelKind::flow)->net;
  auto noise = std::make_shared<MatrixRM>(noise_latent(net.shape.latent, 1, 0));
  auto scratch = std::make_shared<ForwardScratch>();
  auto with = std::make_shared<TextCondition>(condition(net, model->features(model->read(kPrompt))));
  auto without = std::make_shared<TextCondition>(condition(net, model->unconditional()));
  const auto call = [=]() -> double {
    const Denoiser& again = model->denoiser(ModelKind::flow)->net;
    double sum = static_cast<double>(predict(again, *noise, 0.5, *with, *scratch)(0, 0));
    if (batch > 1) sum += static_cast<double>(predict(again, *noise, 0.5, *without, *scratch)(0, 0));
    return sum;
  };
  return open({call, 0, {noise}});
}

int bench_open_run(int steps) {
  if (!model) return 0;
  return open({[request = guided_run(steps)] {
                 const auto run = run_to_end(*model, request);
                 return run ? static_cast<double>(run.value().latent()(0, 0)) : 0;
               },
               0,
               {}});
}

int bench_open_ceiling(void) {
  return open({[] { return bench::multiply_add_without_memory(); }, bench::kCeilingFlops * bench::ceiling_lanes(), {}});
}

double bench_call(int work) {
  const auto found = works.find(work);
  return found == works.end() ? 0 : found->second.call();
}
double bench_flops(int work) {
  const auto found = works.find(work);
  return found == works.end() ? 0 : found->second.flops;
}
const float* bench_tensor(int work, int which) {
  const auto found = works.find(work);
  if (found == works.end() || which < 0 || static_cast<std::size_t>(which) >= found->second.tensors.size())
    return nullptr;
  return found->second.tensors[static_cast<std::size_t>(which)]->data();
}
void bench_close(int work) { works.erase(work); }

int bench_load_model(const unsigned char* bytes, int size) {
  auto loaded = TinySd3::load(std::as_bytes(std::span(bytes, static_cast<std::size_t>(size))));
  if (!loaded) return 0;
  model = std::make_shared<const TinySd3>(std::move(loaded).value());
  return 1;
}

const char* bench_kernels(void) { return simd::kernels().name; }

}  // extern "C"
