#pragma once
// How a matrix keeps its numbers. Eigen 3.4 gives the old ones back before it asks for new ones, and where it gets none
// it still points to the old: they are read, and given back, a second time. Here it stands empty then.
//
// Read by core/tensor.h before any matrix is made. A page's module ends where it finds no memory, and keeps what
// Eigen has.

#include <Eigen/Core>

#ifndef __EMSCRIPTEN__

namespace lesson {

/// An option that Eigen has not: with it, its own storage goes by another name.
inline constexpr int kEigensOwn = 0x100;

/// Eigen's own storage, but for what `resize` leaves where it throws.
template <class T, int Rows, int Cols, int Order>
struct EmptiedStorage : Eigen::DenseStorage<T, Eigen::Dynamic, Rows, Cols, Order | kEigensOwn> {
  using Own = Eigen::DenseStorage<T, Eigen::Dynamic, Rows, Cols, Order | kEigensOwn>;
  using Own::Own;

  void resize(Eigen::Index size, Eigen::Index rows, Eigen::Index cols) {
    if (size != Own::rows() * Own::cols()) Own().swap(*this);
    Own::resize(size, rows, cols);
  }
};

}  // namespace lesson

namespace Eigen {

template <class T>
class DenseStorage<T, Dynamic, Dynamic, Dynamic, RowMajor>
    : public lesson::EmptiedStorage<T, Dynamic, Dynamic, RowMajor> {
 public:
  using lesson::EmptiedStorage<T, Dynamic, Dynamic, RowMajor>::EmptiedStorage;
};
template <class T>
class DenseStorage<T, Dynamic, Dynamic, Dynamic, ColMajor>
    : public lesson::EmptiedStorage<T, Dynamic, Dynamic, ColMajor> {
 public:
  using lesson::EmptiedStorage<T, Dynamic, Dynamic, ColMajor>::EmptiedStorage;
};
template <class T, int Cols>
class DenseStorage<T, Dynamic, Dynamic, Cols, RowMajor> : public lesson::EmptiedStorage<T, Dynamic, Cols, RowMajor> {
 public:
  using lesson::EmptiedStorage<T, Dynamic, Cols, RowMajor>::EmptiedStorage;
};
template <class T, int Cols>
class DenseStorage<T, Dynamic, Dynamic, Cols, ColMajor> : public lesson::EmptiedStorage<T, Dynamic, Cols, ColMajor> {
 public:
  using lesson::EmptiedStorage<T, Dynamic, Cols, ColMajor>::EmptiedStorage;
};
template <class T, int Rows>
class DenseStorage<T, Dynamic, Rows, Dynamic, RowMajor> : public lesson::EmptiedStorage<T, Rows, Dynamic, RowMajor> {
 public:
  using lesson::EmptiedStorage<T, Rows, Dynamic, RowMajor>::EmptiedStorage;
};
template <class T, int Rows>
class DenseStorage<T, Dynamic, Rows, Dynamic, ColMajor> : public lesson::EmptiedStorage<T, Rows, Dynamic, ColMajor> {
 public:
  using lesson::EmptiedStorage<T, Rows, Dynamic, ColMajor>::EmptiedStorage;
};

}  // namespace Eigen

#endif
