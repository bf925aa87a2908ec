#pragma once
// The controls widgets are drawn with. One call draws with Dear ImGui, records what a screen reader needs
// (widgets/ui/semantics.h) and applies what the overlay, the keyboard or a test asked of it (ui::Action).
//
// All lengths are CSS pixels. Controls are placed from the top, one under the other, across the width at hand;
// `row` puts them side by side and wraps, `columns` splits the width and stacks below its minimum.
// A control's id is the path of labels: ui.group("Flow") ... ui.slider("Steps", n, 1, 100) is "Flow/Steps".
// Controls return true in the frame in which the learner changed or pressed them.
//
//   void MyWidget::draw(ui::Ui& ui) {
//     ui.heading("Steps and error");
//     ui.row([&] { ui.field(fields_, "sampler"); ui.field(fields_, "steps"); });
//     ui.plot({.label = "Error against steps", .x = {.label = "steps", .log = true}, .series = view.series});
//   }

#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "widgets/parts.h"
#include "widgets/state/field.h"
#include "widgets/ui/content.h"
#include "widgets/ui/honesty.h"
#include "widgets/ui/image.h"
#include "widgets/ui/semantics.h"
#include "widgets/ui/theme.h"

namespace lesson {
struct Table;
}

namespace lesson::ui {

struct Point {
  float x = 0, y = 0;
};

enum class Type { body, strong, small, heading, mono };  ///< sizes and weights of the one typeface
enum class Align { left, center, right };

/// What a slider shows beside its value.
struct SliderOptions {
  std::string unit = {};           ///< after the value: "28 steps"
  std::vector<double> marks = {};  ///< labelled ticks; the pointer snaps to them when near
  bool log = false;                ///< logarithmic track (min > 0)
  double step = 0;                 ///< keyboard step and rounding; 0: 1 for int, 1/100 of the range for float
  int decimals = 2;                ///< shown, for float
  std::string help = {};           ///< one sentence, read out as the description
  float width = 0;                 ///< 0: all of a column, 240 in a row
};

struct ControlOptions {
  std::string help = {};
  bool disabled = false;
  bool primary = false;  ///< button: filled with the accent
  float width = 0;       ///< 0: as wide as needed (buttons) or as the column (fields)
};

class Canvas;

/// A drawing area. It is one node (Role::image) of the semantic tree; with `interactive` it can be focused and
/// moved in by keys and actions.
struct CanvasOptions {
  std::string label = {};        ///< accessible name
  std::string description = {};  ///< what is to be seen, one or two sentences
  std::string value = {};        ///< the present reading, e.g. "cat: 12 % of the row"
  float width = 0;               ///< 0: all there is
  float height = 200;
  bool interactive = false;  ///< takes pointer, focus, move-* and press
  bool wheel_in = false;     ///< takes the wheel upwards (zoom in) when the widget is entered; false: page scrolls
  bool wheel_out = false;    ///< same, downwards; set both false at the ends of the zoom
  Role role = Role::image;
};

/// What the learner did in a canvas this frame. Positions from the canvas' top left corner.
struct CanvasInput {
  bool hovered = false;
  Point pointer = {};    ///< valid while hovered or dragging
  bool pressed = false;  ///< went down here this frame, or Enter/Space/"press" (then by_key)
  bool by_key = false;
  bool clicked = false;  ///< came up without dragging
  bool double_clicked = false;
  bool dragging = false;
  Point drag_from = {}, drag_delta = {};  ///< delta since the last frame
  float wheel = 0;                        ///< notches, up positive; only with wheel_in/out
  int move_x = 0, move_y = 0;             ///< arrow keys and move-* actions, right and down positive
  int zoom = 0;                           ///< +1/-1 for the keys + and -, and increment/decrement
  bool home = false;                      ///< key Home or 0: back to all
  bool focused = false;
};

struct TextLook {
  Type type = Type::body;
  Align align = Align::left;
  bool record = true;   ///< also as text in the semantic tree
  float max_width = 0;  ///< shortened with an ellipsis beyond it; 0: never
};

/// Draws inside a canvas, clipped to it. Positions from its top left corner.
class Canvas {
 public:
  float width() const { return area_.w; }
  float height() const { return area_.h; }
  const CanvasInput& input() const { return input_; }

  void line(Point a, Point b, Color color, float thickness = 1);
  void polyline(std::span<const Point> points, Color color, float thickness = 1.5f, bool closed = false);
  void dashed(Point a, Point b, Color color, float thickness = 1, float dash = 4);
  void polygon(std::span<const Point> convex, Color fill);
  void rect(Rect r, Color fill, float radius = 0);
  void frame(Rect r, Color stroke, float thickness = 1, float radius = 0);
  void circle(Point c, float radius, Color fill);
  void ring(Point c, float radius, Color stroke, float thickness = 1.5f);
  void arrow(Point a, Point b, Color color, float thickness = 1.5f);
  void hatch(Rect r, Color color, float spacing = 6);  ///< diagonal lines: cut, masked, unknown
  void image(std::string_view key, const Pixels& pixels, Rect to, Rect uv = {0, 0, 1, 1},
             Color tint = {255, 255, 255, 255});
  /// At `p`: left, centre or right end of the text's top line (see TextLook::align).
  void text(Point p, std::string_view text, Color color, TextLook look = {});
  /// Turned by 90 degrees anticlockwise, reading upwards from `p`.
  void text_up(Point p, std::string_view text, Color color, TextLook look = {});
  Point measure(std::string_view text, Type type = Type::body) const;
  void clip(Rect r, Content<> draw);
  /// A part that can be pointed at, focused and pressed by itself: recorded as a button. True when pressed.
  bool spot(std::string_view name, Rect r, bool chosen = false);
  /// The canvas' value in the semantic tree (CanvasOptions::value), when it is only known after drawing.
  void set_value(std::string value);

 private:
  friend class Ui;
  class Ui* ui_ = nullptr;
  Rect area_;
  CanvasInput input_;
  std::string path_;
  std::size_t node_ = 0;
};

// --- plots -----------------------------------------------------------------------------------------------------

struct Axis {
  std::string label = {};
  double min = 0, max = 0;         ///< equal: from the data
  bool log = false;                ///< base 10; values <= 0 are left out
  std::vector<double> ticks = {};  ///< empty: chosen
};
struct Series {
  std::string name = {};
  Color color = {};
  std::vector<double> x = {}, y = {};  ///< as long as one another
  bool line = true, markers = false, dashed = false;
};
struct PlotOptions {
  std::string label = {}, description = {};
  Axis x = {}, y = {};
  std::vector<Series> series = {};
  float width = 0, height = 220;
  bool direct_labels = true;       ///< names at the lines' ends where there is room, else a legend
  std::vector<double> marks = {};  ///< vertical lines, e.g. the chosen step count
};
/// The point nearest to the pointer, or chosen by arrow keys; series -1: none.
struct PlotHover {
  int series = -1, point = -1;
};

/// A small picture of numbers, row-major [rows, cols].
struct HeatOptions {
  std::string label = {}, description = {};
  int rows = 0, cols = 0;
  std::span<const float> values = {};
  float min = 0, max = 0;  ///< equal: from the data (symmetric for diverging)
  ColorMap map = ColorMap::sequential;
  float width = 0, height = 0;  ///< 0: square cells in the width there is, at most 360
  int decimals = 3;             ///< of the reading
  int mark_row = -1;            ///< framed, e.g. the chosen token's; -1: none
};
struct HeatHover {
  int row = -1, col = -1;
  bool clicked = false;
};

struct LegendEntry {
  std::string name = {};
  Color color = {};
  bool dashed = false;
};

struct TableOptions {
  std::string label = {};
  int max_rows = 12;  ///< further rows are counted in a line below
  int highlight = -1;
};

/// One column of `columns`: its least width, its share of what is left, and the parts of the widget that it belongs to
/// (it has no room where none of them is on show; empty: it always has).
struct Column {
  float min_width = 200;
  float weight = 1;
  PartList parts = {};
};

/// What a widget asks of its host: things to take away, or a file to look at (it comes to Widget::open_file).
enum class Export { png, csv, link, file };

class Ui {
 public:
  // --- text ---
  void heading(std::string_view text, int level = 2);
  void text(std::string_view text, Type type = Type::body);  ///< wrapped
  void muted(std::string_view text);                         ///< wrapped, small, secondary
  /// As muted, in a room of at least `lines` lines: a reading that changes moves nothing below it, and none is cut off.
  void status(std::string_view text, int lines = 1);
  void error(std::string_view text);                          ///< wrapped, framed, announced
  void badge(Honesty honesty, std::string_view detail = {});  ///< pill: "live", "recorded", ...; detail is help
  void pill(std::string_view text, Color color);
  /// A "?" that shows `text` below when pressed (pointer, touch or key).
  void help(std::string_view about, std::string_view text);
  void legend(std::span<const LegendEntry> entries);
  /// Name and value in one line: "Joint tokens  333".
  void reading(std::string_view name, std::string_view value);

  // --- controls ---
  bool button(std::string_view label, const ControlOptions& options = {});
  bool toggle(std::string_view label, bool& on, const ControlOptions& options = {});
  bool checkbox(std::string_view label, bool& on, const ControlOptions& options = {});
  bool slider(std::string_view label, int& value, int min, int max, const SliderOptions& options = {});
  bool slider(std::string_view label, float& value, float min, float max, const SliderOptions& options = {});
  /// Segments where they fit in one line, else a combo.
  bool choice(std::string_view label, int& index, std::span<const std::string> options,
              const ControlOptions& look = {});
  bool combo(std::string_view label, int& index, std::span<const std::string> options, const ControlOptions& look = {});
  bool tabs(std::string_view label, int& index, std::span<const std::string> options);
  bool number(std::string_view label, int& value, int min, int max, const ControlOptions& look = {});
  bool number(std::string_view label, float& value, float min, float max, const ControlOptions& look = {});
  bool text_field(std::string_view label, std::string& value, int max_bytes, const ControlOptions& look = {});
  /// The right control for the field with that key. An unknown key draws an error.
  bool field(const Fields& fields, std::string_view key);
  bool field(const Fields& fields, std::string_view key, const SliderOptions& options);

  // --- pictures ---
  CanvasInput canvas(const CanvasOptions& options, Content<Canvas&> draw);
  PlotHover plot(const PlotOptions& options);
  HeatHover heat_map(const HeatOptions& options);
  void image(std::string_view label, const Pixels& pixels, float width, float height,
             std::string_view description = {});
  void table(const Table& table, const TableOptions& options);
  /// "Picture", "Numbers", "Link" buttons; what was pressed reaches the host (FrameResult::exports).
  void export_buttons();
  /// A button that asks the host to let the learner choose a file.
  void file_button(std::string_view label, const ControlOptions& options = {});

  // --- layout ---
  void row(Content<> content);  ///< side by side, wrapping, bottoms aligned
  void columns(std::initializer_list<Column> columns, Content<int> content);
  void columns(std::span<const Column> columns, Content<int> content);
  void group(std::string_view label, Content<> content);  ///< path and semantics only
  /// What belongs to a part of the widget, or to several: drawn where at least one of them is on show.
  void part(PartList parts, Content<> content);
  bool shows(PartList parts) const;
  /// Tabs over parts: those with none on show are left out, and one alone needs no tabs. Gives the one to draw; `index`
  /// changes only when the learner chooses.
  int part_tabs(std::string_view label, int& index, std::span<const std::string> options,
                std::span<const PartList> parts);
  void panel(Content<> content);  ///< on the surface colour, padded
  /// A heading that opens and closes what is below it. Its state is kept by the frame.
  bool collapsible(std::string_view label, bool open_at_first, Content<> content);
  void space(float height = 8);
  void separator();
  float available_width() const;  ///< of the present column
  bool narrow() const { return available_width() < 480; }

  // --- surroundings ---
  const Theme& theme() const;
  Point measure(std::string_view text, Type type = Type::body, float wrap_width = 0) const;
  double now() const;  ///< seconds, the host's clock
  float dt() const;    ///< seconds since the last drawn frame, at most 0.1; 0 in the first
  /// False when motion is not wanted: jump to the end instead of moving.
  bool motion() const;
  void request_frame();     ///< draw again without input
  bool wheel_used() const;  ///< a canvas took the wheel this frame
  bool entered() const;     ///< the learner has entered the widget (click or Enter); Escape leaves

  Ui();
  ~Ui();
  Ui(const Ui&) = delete;
  Ui& operator=(const Ui&) = delete;

  struct Impl;  ///< internal to widgets/ui

 private:
  friend class Canvas;
  friend class WidgetFrame;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lesson::ui
