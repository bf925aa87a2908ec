// The C border of shell/web/api.h over one App. Nothing here knows a particular widget.

#include "shell/web/api.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "core/io/json.h"
#include "shell/app.h"
#include "shell/gl_renderer.h"
#include "shell/web/page_canvas.h"

namespace {

using namespace lesson;

/// Everything on the page. Made by the first lesson_init and kept while the page lives.
struct Page {
  PageCanvas canvas;
  GlRenderer renderer;
  App app{renderer, {.inputs = {}}};
  double dpr = 0;
  std::map<int, std::vector<ui::Export>> exports;
};

Page& page() {
  static Page& only = *new Page;  // never destroyed: the browser takes the page away as a whole
  return only;
}

std::string last_error;
std::string answer;  // what a returned string points into

const char* say(std::string text) {
  answer = std::move(text);
  return answer.c_str();
}

int succeed(const Result<void>& result) {
  if (!result) last_error = result.error().message();
  return result ? 1 : 0;
}

std::string_view text(const char* given) { return given ? given : ""; }

std::span<const std::uint8_t> lent(const unsigned char* bytes, int size) {
  return {bytes, static_cast<std::size_t>(bytes && size > 0 ? size : 0)};
}

/// A place in a file or its size, which JavaScript has as a double.
std::uint64_t whole_number(double x) { return x > 0 && x < 0x1p53 ? static_cast<std::uint64_t>(x) : 0; }

const char* name_of(ui::Export kind) {
  switch (kind) {
    case ui::Export::png: return "png";
    case ui::Export::csv: return "csv";
    case ui::Export::link: return "link";
    case ui::Export::file: return "file";
  }
  return "";
}

/// Sizes a page may ask for: anything else is a mistake in arithmetic there, and would cost gigabytes here.
constexpr double kMaxPixels = 8192;

int device_pixels(double css, double dpr) {
  const double pixels = std::round(css * dpr);
  return pixels >= 1 ? static_cast<int>(std::min(pixels, kMaxPixels)) : 1;
}

ui::PointerType pointer_type(int type) {
  switch (type) {
    case 1: return ui::PointerType::down;
    case 2: return ui::PointerType::up;
    case 3: return ui::PointerType::leave;
    default: return ui::PointerType::move;
  }
}

int flags_of(const ui::FrameResult& result) {
  return LESSON_DRAWN | (result.again ? LESSON_AGAIN : 0) | (result.state_changed ? LESSON_STATE_CHANGED : 0) |
         (result.semantics_changed ? LESSON_SEMANTICS_CHANGED : 0) |
         (result.height_changed ? LESSON_HEIGHT_CHANGED : 0) | (result.exports.empty() ? 0 : LESSON_EXPORT);
}

}  // namespace

int lesson_init(void) { return succeed(page().canvas.open()); }

const char* lesson_last_error(void) { return last_error.c_str(); }

const char* lesson_widgets(void) {
  Json list = Json::array();
  for (const WidgetInfo& info : widget_registry()) {
    list.push_back({{"id", info.id}, {"title", info.title}, {"summary", info.summary}});
  }
  return say(print_json(list));
}

int lesson_create(const char* id) {
  auto made = page().app.create(text(id));
  if (made) return made.value();
  last_error = made.error().message();
  return 0;
}

void lesson_destroy(int widget) {
  page().app.destroy(widget);
  page().exports.erase(widget);
}

int lesson_show_parts(int widget, const char* parts) { return succeed(page().app.show_parts(widget, text(parts))); }

const char* lesson_get_state(int widget) { return say(page().app.state(widget)); }

int lesson_set_state(int widget, const char* json) { return succeed(page().app.set_state(widget, text(json))); }

const char* lesson_get_link(int widget) {
  auto link = page().app.link(widget);
  if (!link) last_error = link.error().message();
  return say(link ? link.value() : "");
}

int lesson_set_link(int widget, const char* link) { return succeed(page().app.set_link(widget, text(link))); }

const char* lesson_describe(int widget) {
  ui::WidgetFrame* frame = page().app.find(widget);
  return say(frame ? frame->widget().describe() : "");
}

const char* lesson_csv(int widget) {
  ui::WidgetFrame* frame = page().app.find(widget);
  return say(frame ? to_csv(frame->widget().table()) : "");
}

const char* lesson_semantics(int widget) {
  ui::WidgetFrame* frame = page().app.find(widget);
  return say(frame ? frame->semantics_json() : "[]");
}

int lesson_frame(int widget, double css_width, double css_height, double dpr, double now_ms) {
  Page& p = page();
  if (!(css_width > 0) || !(css_height >= 0) || !(dpr > 0) || dpr > 16) return 0;
  if (!p.app.find(widget) || p.canvas.lost()) return 0;
  const Target target = p.canvas.fit({device_pixels(css_width, dpr), device_pixels(css_height, dpr)}, dpr != p.dpr);
  p.dpr = dpr;
  const ui::FrameInput input = {.width = static_cast<float>(css_width),
                                .height = static_cast<float>(css_height),
                                .dpr = static_cast<float>(dpr),
                                .now = now_ms / 1000};
  const ui::FrameResult result = p.app.frame(widget, input, target);
  auto& asked = p.exports[widget];
  asked.insert(asked.end(), result.exports.begin(), result.exports.end());
  return flags_of(result);
}

double lesson_height(int widget) {
  ui::WidgetFrame* frame = page().app.find(widget);
  return frame ? static_cast<double>(frame->height()) : 0;
}

int lesson_dirty(int widget) {
  ui::WidgetFrame* frame = page().app.find(widget);
  return frame && frame->dirty();
}

const char* lesson_exports(int widget) {
  Json list = Json::array();
  for (ui::Export kind : page().exports[widget]) list.push_back(name_of(kind));
  page().exports.erase(widget);
  return say(print_json(list));
}

const char* lesson_cursor(int widget) {
  ui::WidgetFrame* frame = page().app.find(widget);
  return frame ? frame->cursor() : "default";
}

int lesson_entered(int widget) {
  ui::WidgetFrame* frame = page().app.find(widget);
  return frame && frame->entered();
}

void lesson_pointer(int widget, int type, double x, double y, int button, int touch) {
  page().app.event(widget, ui::PointerEvent{.type = pointer_type(type),
                                            .x = static_cast<float>(x),
                                            .y = static_cast<float>(y),
                                            .button = button,
                                            .touch = touch != 0});
}

int lesson_wheel(int widget, double x, double y, double dx, double dy, int ctrl) {
  return page().app.event(widget, WheelEvent{.x = static_cast<float>(x),
                                             .y = static_cast<float>(y),
                                             .dx = static_cast<float>(dx),
                                             .dy = static_cast<float>(dy),
                                             .ctrl = ctrl != 0});
}

int lesson_key(int widget, const char* key, int down, int mods) {
  return page().app.event(widget, KeyEvent{.key = text(key), .down = down != 0, .mods = mods});
}

void lesson_focus(int widget, int focused) { page().app.event(widget, FocusEvent{.focused = focused != 0}); }

void lesson_focus_control(int widget, const char* node_id) {
  if (ui::WidgetFrame* frame = page().app.find(widget)) frame->focus_control(text(node_id), false);
}

void lesson_act(int widget, const char* node_id, const char* verb, const char* value) {
  page().app.event(widget, ui::Action{std::string(text(node_id)), std::string(text(verb)), std::string(text(value))});
}

int lesson_open_file(int widget, const char* name, const unsigned char* head, int size, double file_bytes) {
  const std::span<const std::uint8_t> bytes = lent(head, size);
  return succeed(page().app.open_large_file(widget, text(name), bytes, whole_number(file_bytes)));
}

int lesson_file_head(void) { return static_cast<int>(kFileHead); }

const char* lesson_wanted_piece(int widget) {
  const auto piece = page().app.wanted_piece(widget);
  return say(piece ? print_json({{"at", piece->at}, {"bytes", piece->bytes}}) : "");
}

void lesson_take_piece(int widget, double at, const unsigned char* bytes, int size) {
  const std::span<const std::uint8_t> piece = lent(bytes, size);
  page().app.take_piece(widget, {whole_number(at), static_cast<std::uint32_t>(piece.size())}, piece);
}

void lesson_lose_file(int widget, const char* problem) { page().app.lose_file(widget, text(problem)); }

const char* lesson_take_order(void) {
  const auto order = page().app.desk().take_order();
  if (!order) return say("");
  Json json = {{"ticket", order->ticket}, {"slot", order->slot}};
  if (order->request) json["request"] = to_json(*order->request);
  if (order->urgency == Urgency::when_idle) json["when_idle"] = true;
  return say(print_json(json));
}

int lesson_run_packet(int ticket, const unsigned char* bytes, int size) {
  const auto taken = page().app.desk().packet(ticket, std::as_bytes(lent(bytes, size)));
  page().app.runs_changed();
  return succeed(taken);
}

void lesson_run_failed(int ticket, const char* problem) {
  page().app.desk().fail(ticket, std::string(text(problem)));
  page().app.runs_changed();
}

void lesson_model_state(int available, double loaded) {
  page().app.desk().set_available(available != 0);
  page().app.desk().set_loaded(loaded);
  page().app.runs_changed();
}

int lesson_set_theme(int widget, const char* json) {
  auto theme = ui::theme_from_json(text(json));
  if (!theme) return succeed(theme.error());
  if (widget == 0)
    page().app.set_theme(theme.value());
  else if (ui::WidgetFrame* frame = page().app.find(widget))
    frame->set_theme(theme.value());
  return 1;
}

int lesson_context_restored(void) {
  if (page().canvas.lost()) {
    last_error = "graphics: the context is still lost.";
    return 0;
  }
  page().app.context_restored();
  return 1;
}
