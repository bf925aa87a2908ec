// The linker sends malloc, realloc and free of everything that is linked in here to functions of this file
// (tests/memory/CMakeLists.txt); the system's own libraries keep theirs.

#include "tests/memory/allocations.h"

#include <dlfcn.h>
#include <execinfo.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

extern "C" {
void* __real_malloc(std::size_t bytes);
void __real_free(void* block);
void* __real_realloc(void* block, std::size_t bytes);
void* __wrap_malloc(std::size_t bytes);
void* __wrap_realloc(void* block, std::size_t bytes);
void __wrap_free(void* block);
}

namespace {

thread_local std::size_t asked_here = 0, refused_here = 0;
thread_local bool spared_here = false, refused = false, ends = false, for_good_here = false;
std::atomic<std::size_t> bound = 0;
std::atomic<std::ptrdiff_t> blocks = 0;

/// Whether a function whose mangled name holds both texts has called for the memory.
bool called_by(const char* one, const char* other) {
  static constexpr int kDeep = 48;
  void* frames[kDeep];
  for (int at = ::backtrace(frames, kDeep) - 1; at >= 0; --at) {
    Dl_info place;
    const bool named = ::dladdr(frames[at], &place) != 0 && place.dli_sname;
    if (named && std::strstr(place.dli_sname, one) && std::strstr(place.dli_sname, other)) return true;
  }
  return false;
}

/// What nlohmann-json 3.11 cannot do without. A value made from a list, {{"key", value}, ...}, loses what it has so
/// far: its constructor throws, so its destructor never runs. Inside of it nothing is refused.
bool in_json_of_a_list() { return called_by("basic_jsonI", "St16initializer_list"); }
/// Where C++ lets nothing fail, that it does ends the program, in words (shell/native/last_words.h): nlohmann-json
/// takes memory to destroy a value, CLI11 to look for an option in get_option_no_throw().
bool where_nothing_may_fail() {
  return called_by("json_value", "7destroy") || called_by("3CLI", "get_option_no_throw");
}

bool granted(std::size_t bytes) {
  if (spared_here) return true;
  ++asked_here;
  const std::size_t most = bound.load(std::memory_order_relaxed);
  const bool its_turn = asked_here == refused_here || (for_good_here && asked_here > refused_here);
  if (its_turn && !in_json_of_a_list()) {
    refused = true;
    ends = where_nothing_may_fail();
    return false;
  }
  return most == 0 || bytes < most;
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

void* room_or_throw(std::size_t bytes, std::align_val_t align) {
  const auto line = static_cast<std::size_t>(align);
  const std::size_t whole = (bytes + line - 1) / line * line;  // what aligned_alloc takes
  void* block = granted(bytes) ? std::aligned_alloc(line, whole ? whole : line) : nullptr;
  if (!block) throw std::bad_alloc();
  blocks.fetch_add(1, std::memory_order_relaxed);
  return block;
}

void give_back(void* block) {
  if (block) blocks.fetch_sub(1, std::memory_order_relaxed);
  __real_free(block);
}

}  // namespace

void* __wrap_malloc(std::size_t bytes) { return room(bytes); }
void* __wrap_realloc(void* block, std::size_t bytes) {
  if (!block) return room(bytes);
  return granted(bytes) ? __real_realloc(block, bytes) : nullptr;
}
void __wrap_free(void* block) { give_back(block); }

void* operator new(std::size_t bytes) { return room_or_throw(bytes); }
void* operator new[](std::size_t bytes) { return room_or_throw(bytes); }
void* operator new(std::size_t bytes, std::align_val_t align) { return room_or_throw(bytes, align); }
void* operator new[](std::size_t bytes, std::align_val_t align) { return room_or_throw(bytes, align); }
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return room(bytes ? bytes : 1); }
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept { return room(bytes ? bytes : 1); }
void operator delete(void* block) noexcept { give_back(block); }
void operator delete[](void* block) noexcept { give_back(block); }
void operator delete(void* block, std::size_t) noexcept { give_back(block); }
void operator delete[](void* block, std::size_t) noexcept { give_back(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { give_back(block); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { give_back(block); }
void operator delete(void* block, std::align_val_t) noexcept { give_back(block); }
void operator delete[](void* block, std::align_val_t) noexcept { give_back(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { give_back(block); }
void operator delete[](void* block, std::size_t, std::align_val_t) noexcept { give_back(block); }

namespace lesson::testing {

void Allocations::refuse_nth(std::size_t nth, bool for_good) {
  asked_here = 0;
  refused_here = nth;
  for_good_here = for_good && nth != 0;
  if (nth != 0) refused = ends = false;
}
void Allocations::relent() { for_good_here = false; }
void Allocations::refuse_from(std::size_t bytes) { bound = bytes; }
std::size_t Allocations::asked() { return asked_here; }
bool Allocations::has_refused() { return refused; }
bool Allocations::may_end() { return ends; }
std::ptrdiff_t Allocations::alive() { return blocks; }

Spared::Spared() : before_(std::exchange(spared_here, true)) {}
Spared::~Spared() { spared_here = before_; }

}  // namespace lesson::testing
