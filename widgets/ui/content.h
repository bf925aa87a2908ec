#pragma once
// What to draw inside something, lent for the length of a call.

#include <memory>
#include <type_traits>

namespace lesson::ui {

/// A reference to anything that can be called with these arguments. std::function would copy it, and brings code to
/// copy, move and destroy each of the widgets' hundred pieces of content.
template <class... Arguments>
class Content {
 public:
  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, Content>)
  Content(F&& draw)  // NOLINT(google-explicit-constructor, bugprone-forwarding-reference-overload): as std::function
      : draw_(std::addressof(draw)), call_([](const void* target, Arguments... arguments) {
          (*static_cast<const std::remove_reference_t<F>*>(target))(arguments...);
        }) {}

  void operator()(Arguments... arguments) const { call_(draw_, arguments...); }

 private:
  const void* draw_;
  void (*call_)(const void*, Arguments...);
};

}  // namespace lesson::ui
