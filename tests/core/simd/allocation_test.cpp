// What a block runs at every step allocates nothing, once its room has grown: the doors that the model itself goes
// through, counted at malloc.
#include <catch_amalgamated.hpp>
#include <cstdlib>

#include <algorithm>

#include "core/blocks/mmdit_block.h"
#include "core/pipeline/denoiser.h"

#if defined(__GLIBC__)
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
}

namespace {
long allocations = 0;
std::size_t largest = 0;

void count(std::size_t size) {
  ++allocations;
  largest = std::max(largest, size);
}
}  // namespace

extern "C" void* malloc(std::size_t size) {
  count(size);
  return __libc_malloc(size);
}
extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) {
  count(size);
  return __libc_memalign(alignment, size);
}
extern "C" int posix_memalign(void** to, std::size_t alignment, std::size_t size) {
  count(size);
  *to = __libc_memalign(alignment, size);
  return *to ? 0 : 12;
}

using namespace lesson;

namespace {
template <class F>
long allocations_of(F f) {
  const long before = allocations;
  f();
  return allocations - before;
}
}  // namespace

TEST_CASE("the count sees Eigen's allocations and the library's", "[no-malloc]") {
  CHECK(allocations_of([] { MatrixRM(8, 8).setZero(); }) == 1);
  CHECK(allocations_of([] { simd::Workspace<float>().take(10)[0] = 1; }) == 1);
}

TEST_CASE("a block's attention and layers allocate nothing at the second step", "[no-malloc]") {
  const Stream stream(128, 384, 32, true);
  MatrixRM x = MatrixRM::Random(333, 128);
  const VectorF mods = VectorF::Random(6 * 128);
  BlockScratch scratch;
  const auto step = [&](const QuadrantCut& cut) {
    project_qkv(stream, x, mods, 4, 0, scratch);
    attend_joint(scratch.q(), scratch.k(), scratch.v(), 4, 77, cut, scratch.attend, scratch.attended);
    add_attention(stream, x, mods, 0, scratch);
    add_mlp(stream, x, mods, 0, scratch);
  };
  scratch.make_room(333, 128, 384);
  step({});
  CHECK(allocations_of([&] { step({}); }) == 0);
  QuadrantCut cut;
  cut.set(Quadrant::image_reads_text);
  CHECK(allocations_of([&] { step(cut); }) == 0);
}

TEST_CASE("after its first step a whole joint forward allocates vectors and patches, nothing of S times d",
          "[no-malloc]") {
  for (const ModelKind kind : {ModelKind::flow, ModelKind::flow_cross, ModelKind::flow_shared}) {
    CAPTURE(kModelKindIds[static_cast<std::size_t>(kind)]);
    DenoiserShape shape;
    shape.kind = kind;
    Denoiser denoiser(shape);
    Denoiser::visit(denoiser, "", [](const std::string&, auto& tensor) {
      tensor = 0.05f * std::decay_t<decltype(tensor)>::Random(tensor.rows(), tensor.cols());
    });
    const MatrixRM latent = MatrixRM::Random(shape.latent.channels, shape.latent.pixels());
    const TextCondition text{MatrixRM::Random(shape.context, shape.width), VectorF::Random(shape.width)};
    ForwardScratch scratch;
    const auto step = [&] { (void)predict(denoiser, latent, 0.5, text, scratch); };
    step();
    largest = 0;
    const long second = allocations_of(step), third = allocations_of(step);
    CHECK(second == third);
    if (!shape.joint()) continue;
    const int patches = shape.image_tokens() * shape.patch_numbers(), modulation = 6 * shape.width;
    CHECK(largest <= sizeof(float) * static_cast<std::size_t>(std::max(patches, modulation)) + 64);
  }
}

TEST_CASE("a run in double allocates nothing the second time, either", "[no-malloc]") {
  const MatrixRM x = MatrixRM::Random(90, 64);
  MatrixRM out(90, 64);
  AttendScratch scratch;
  Attending what;
  what.heads = 2;
  what.exact = [](int) { return true; };
  attend(x, x, x, what, scratch, out);
  CHECK(allocations_of([&] { attend(x, x, x, what, scratch, out); }) == 0);
}
#endif
