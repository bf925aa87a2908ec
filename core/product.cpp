#include "core/product.h"

#include "core/simd/kernels.h"
#include "core/simd/workspace.h"

namespace lesson {

namespace {

simd::ProductJob job_of(const BlockIn<float>& a, const BlockIn<float>& b, BlockOut<float>& out) {
  simd::ProductJob job;
  job.a = {a.data(), a.outerStride()};
  job.b = {b.data(), b.outerStride()};
  job.out = {out.data(), out.outerStride()};
  job.rows = static_cast<int>(out.rows());
  job.cols = static_cast<int>(out.cols());
  job.depth = static_cast<int>(a.cols());
  return job;
}

}  // namespace

void run_product(simd::ProductJob job) {
  thread_local simd::Workspace<float> workspace;
  if (job.rows == 0 || job.cols == 0) return;
  job.room = workspace.take(simd::kernels().product_room(job.rows, job.depth));
  simd::kernels().product(job);
}

void add_product(const BlockIn<float>& a, const BlockIn<float>& b, BlockOut<float> out) {
  simd::ProductJob job = job_of(a, b, out);
  job.b_transposed = false;
  job.add = true;
  run_product(job);
}

void product(const BlockIn<float>& a, const BlockIn<float>& b, BlockOut<float> out) {
  simd::ProductJob job = job_of(a, b, out);
  job.b_transposed = false;
  run_product(job);
}

void product_transposed(const BlockIn<float>& a, const BlockIn<float>& b, BlockOut<float> out) {
  run_product(job_of(a, b, out));
}

void product_with_vector(const BlockIn<float>& a, const float* x, const float* bias, float* y) {
  simd::kernels().product_with_vector({a.data(), a.outerStride()}, static_cast<int>(a.rows()),
                                      static_cast<int>(a.cols()), x, bias, y);
}

}  // namespace lesson
