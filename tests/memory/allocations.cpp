// The linker sends malloc and free of everything that is linked in here to __wrap_malloc and __wrap_free
// (tests/memory/CMakeLists.txt); the system's own libraries keep theirs.

#include "tests/memory/allocations.h"

#include <atomic>
#include <cstdlib>

extern "C" {
void* __real_malloc(std::size_t bytes);
void __real_free(void* block);
void* __wrap_malloc(std::size_t bytes);
void __wrap_free(void* block);
}

namespace {

thread_local std::size_t asked_here = 0, refused_here = 0;
std::atomic<std::size_t> bound = 0;
std::atomic<std::ptrdiff_t> blocks = 0;

bool granted(std::size_t bytes) {
  ++asked_here;
  const std::size_t most = bound.load(std::memory_order_relaxed);
  return asked_here != refused_here && (most == 0 || bytes < most);
}

void* room(std::size_t bytes) {
  void* block = granted(bytes) ? __real_malloc(bytes) : nullptr;
  if (block) blocks.fetch_add(1, std::memory_order_relaxed);
  return block;
}

void* room_or_throw(std::size_t bytes) {
  if (void* block = room(bytes ? bytes : 1)) return block;
  throw std::bad_alloc();
}

void give_back(void* block) {
  if (block) blocks.fetch_sub(1, std::memory_order_relaxed);
  __real_free(block);
}

}  // namespace

void* __wrap_malloc(std::size_t bytes) { return room(bytes); }
void __wrap_free(void* block) { give_back(block); }

void* operator new(std::size_t bytes) { return room_or_throw(bytes); }
void* operator new[](std::size_t bytes) { return room_or_throw(bytes); }
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return room(bytes ? bytes : 1); }
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept { return room(bytes ? bytes : 1); }
void operator delete(void* block) noexcept { give_back(block); }
void operator delete[](void* block) noexcept { give_back(block); }
void operator delete(void* block, std::size_t) noexcept { give_back(block); }
void operator delete[](void* block, std::size_t) noexcept { give_back(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { give_back(block); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { give_back(block); }

namespace lesson::testing {

void Allocations::refuse_nth(std::size_t nth) {
  asked_here = 0;
  refused_here = nth;
}
void Allocations::refuse_from(std::size_t bytes) { bound = bytes; }
std::size_t Allocations::asked() { return asked_here; }
std::ptrdiff_t Allocations::alive() { return blocks; }

}  // namespace lesson::testing
