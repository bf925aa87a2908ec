#pragma once
// What every widget is to its hosts (desktop, web, cli, tests). A widget draws with widgets/ui only, which
// also records what a screen reader needs; it knows no window, no GL and no platform.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "widgets/file_piece.h"
#include "widgets/page/page_state.h"
#include "widgets/parts.h"
#include "widgets/state/field.h"

namespace lesson {

namespace ui {
class Ui;
}

/// A small table: what is exported as CSV and read out as a table.
struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};
std::string to_csv(const Table& table);  ///< RFC 4180

class Widget {
 public:
  virtual ~Widget() = default;

  /// The state's description; pointers live as long as the widget. Asking for it changes nothing.
  virtual Fields fields() = 0;
  /// Called after fields were set from outside (JSON, link, CLI).
  virtual void state_changed() {}

  /// The figure-sized pieces it is the sum of, in reading order; none: it is only shown whole. Lives as long as it.
  virtual std::span<const Part> parts() const { return {}; }
  /// Shows these alone; empty: all. Error: there is no such part; then nothing changes.
  Result<void> show_parts(PartList list);
  const ShownParts& shown() const { return shown_; }
  /// True when at least one of these is on show.
  bool shows(PartList list) const { return shown_.any(list); }

  /// Draws one frame into the current ImGui window, from the top; its height is the content's.
  virtual void draw(ui::Ui& ui) = 0;

  /// The text alternative: what a sighted learner reads off what is on show, in its present state.
  virtual std::string describe() = 0;
  /// The numbers behind the present picture.
  virtual Table table() = 0;

  /// True while the picture changes without input (an animation the learner started, or work in progress).
  virtual bool animating() const { return false; }
  /// A file opened or dropped by the learner. The bytes are borrowed for the call.
  virtual Result<void> open_file(std::string_view name, std::span<const std::uint8_t> bytes);

  /// The same for a file that may be larger than memory: `head` holds its first kFileHead bytes, or all. What else the
  /// widget needs it wants piece by piece, one at a time; a host that reads it hands it over.
  virtual Result<void> open_large_file(std::string_view name, std::span<const std::uint8_t> head,
                                       std::uint64_t file_bytes);
  virtual std::optional<FilePiece> wanted_piece() const { return std::nullopt; }
  virtual void take_piece(const FilePiece&, std::span<const std::uint8_t>) {}
  /// The file cannot be read any more, in words.
  virtual void lose_file(std::string_view) {}

 private:
  ShownParts shown_;
};

}  // namespace lesson
