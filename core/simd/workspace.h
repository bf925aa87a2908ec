#pragma once
// Room for kernels: one piece a thread and purpose, which grows at first use and then stays, so that the path that the
// model runs allocates nothing.

#include <cstddef>
#include <memory>
#include <new>

namespace lesson::simd {

template <class T>
class Workspace {
 public:
  /// At least `count` numbers, at a cache line's beginning; valid until the next call.
  T* take(std::size_t count) {
    if (count > count_) {
      room_.reset();  // before the new one: both together may be too much
      count_ = 0;     // of which there may be none
      room_.reset(new (std::align_val_t{64}) T[count]);
      count_ = count;
    }
    return room_.get();
  }

 private:
  struct Free {
    void operator()(T* room) const { ::operator delete[](room, std::align_val_t{64}); }
  };
  std::unique_ptr<T[], Free> room_;
  std::size_t count_ = 0;
};

}  // namespace lesson::simd
