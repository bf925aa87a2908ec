#pragma once
// What quiet_*.cpp take out of the libraries may be called by the one caller it was taken from, and by nobody else: all
// other calls stop the module in words, in place of an answer that is not the library's.

namespace lesson {

/// Stops the module: the page reads that `name` was called though it is not in it.
[[noreturn]] void left_out(const char* name);

/// While one lives, SDL opens or sizes the page's window (page_canvas.cpp), and what it then does in vain is ignored.
class SdlCall {
 public:
  SdlCall() { ++under_way_; }
  ~SdlCall() { --under_way_; }
  SdlCall(const SdlCall&) = delete;
  SdlCall& operator=(const SdlCall&) = delete;

  static bool under_way() { return under_way_ > 0; }

 private:
  inline static int under_way_ = 0;
};

}  // namespace lesson
