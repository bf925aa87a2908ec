// A widget's link: all of it is taken or nothing, and the link of what was taken leads there again.
//
//   one byte, which widget; the link
#include "widgets/state/link.h"

#include "tests/fuzz/target.h"
#include "tests/fuzz/widgets.h"

namespace lesson::fuzz {

namespace {

/// Letters that an address may hold as they are, and no more of them than mails and chats let through.
bool plain(const std::string& link) {
  return link.size() <= kMaxLinkLength && link.find_first_not_of(
                                              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                              "-._,+%=;") == std::string::npos;
}

}  // namespace

void link(Bytes bytes) {
  if (bytes.empty()) return;
  App& app = widgets().app;
  const int widget = widgets().fresh(bytes[0]);
  const std::string before = app.state(widget);
  const auto set = app.set_link(widget, text_of(bytes.subspan(1)));
  const std::string after = app.state(widget);
  if (!set) {
    expect(after == before);
    return expect_words(set.error());
  }
  const auto link = app.link(widget);
  if (!link) return expect_words(link.error());
  expect(plain(link.value()));
  expect(app.set_link(widget, link.value()) && app.state(widget) == after);
}

}  // namespace lesson::fuzz
