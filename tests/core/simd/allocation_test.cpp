// What a block runs at every step allocates nothing, once its room has grown: the doors that the model itself goes
// through, counted at malloc.
#include <catch_amalgamated.hpp>
#include <cstdlib>

#include "core/blocks/mmdit_block.h"

#if defined(__GLIBC__)
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
}

namespace {
long allocations = 0;
}

extern "C" void* malloc(std::size_t size) {
  ++allocations;
  return __libc_malloc(size);
}
extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) {
  ++allocations;
  return __libc_memalign(alignment, size);
}
extern "C" int posix_memalign(void** to, std::size_t alignment, std::size_t size) {
  ++allocations;
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
