#include "shell/app.h"

#include <algorithm>
#include <chrono>

#include "core/io/json.h"
#include "widgets/state/link.h"

namespace lesson {

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

Error no_such_widget(std::string_view id, std::span<const WidgetInfo> registry) {
  std::string known;
  for (const WidgetInfo& info : registry) {
    if (!known.empty()) known += ", ";
    known += info.id;
  }
  return {.what = "there is no such widget",
          .where = "name",
          .expected = "one of " + known,
          .got = "'" + std::string(id) + "'",
          .next = {}};
}

Error no_such_handle() {
  return {.what = "there is no such widget any more",
          .where = "widget",
          .expected = {},
          .got = {},
          .next = "Create it again."};
}

/// What a link may set: the state, and which parts are on show.
Fields linked_fields(Widget& widget, std::string& parts) {
  Fields fields = widget.fields();
  if (!widget.parts().empty()) fields.push_back({"parts", "Parts", "What is shown of it.", TextField{&parts, 200}});
  return fields;
}

/// The defaults of linked_fields.
std::string with_parts(const Widget& widget, const std::string& defaults, const std::string& parts) {
  if (widget.parts().empty()) return defaults;
  Json json = parse_json(defaults);
  if (json.is_object()) json["parts"] = parts;
  return print_json(json);
}

/// Hands each kind of event to the frame.
struct Deliver {
  ui::WidgetFrame& frame;

  bool operator()(const ui::PointerEvent& event) const {
    frame.pointer(event);
    return true;
  }
  bool operator()(const WheelEvent& event) const {
    return frame.wheel(event.x, event.y, event.dx, event.dy, event.ctrl);
  }
  bool operator()(const KeyEvent& event) const { return frame.key(event.key, event.down, event.mods, event.tab_moves); }
  bool operator()(const TextEvent& event) const {
    frame.type_text(event.utf8);
    return true;
  }
  bool operator()(const FocusEvent& event) const {
    frame.focus(event.focused);
    return true;
  }
  bool operator()(const ui::Action& action) const {
    frame.act(action);
    return true;
  }
};

}  // namespace

App::App(Renderer& renderer, ui::FrameOptions options, std::span<const WidgetInfo> registry)
    : renderer_(renderer), options_(options), registry_(registry), theme_(ui::light_theme()) {
  page_.desk = &desk_;
}

App::~App() {
  entries_.clear();
  renderer_.stop();
}

App::Entry* App::caught_up(int widget) {
  Entry* found = entry(widget);
  if (found) found->frame->catch_up();
  return found;
}

App::Entry* App::entry(int widget) {
  const auto found = entries_.find(widget);
  return found == entries_.end() ? nullptr : &found->second;
}

const WidgetInfo* App::info(std::string_view id) const {
  const auto found = std::ranges::find_if(registry_, [id](const WidgetInfo& row) { return id == row.id; });
  return found == registry_.end() ? nullptr : &*found;
}

Result<int> App::create(std::string_view id) {
  const WidgetInfo* found = info(id);
  if (!found) return no_such_widget(id, registry_);
  Entry made{found, found->make(page_), {}, {}, nullptr};
  made.defaults = fields_to_json(made.widget->fields());
  made.frame = std::make_unique<ui::WidgetFrame>(*made.widget, page_, fonts_, renderer_.textures(), options_);
  made.frame->set_theme(theme_);
  entries_.emplace(next_, std::move(made));
  return next_++;
}

void App::destroy(int widget) { entries_.erase(widget); }

std::vector<int> App::widgets() const {
  std::vector<int> handles;
  for (const auto& [handle, entry] : entries_) handles.push_back(handle);
  return handles;
}

ui::WidgetFrame* App::find(int widget) {
  Entry* found = entry(widget);
  return found ? found->frame.get() : nullptr;
}

const char* App::id_of(int widget) const {
  const auto found = entries_.find(widget);
  return found == entries_.end() ? "" : found->second.info->id;
}

bool App::event(int widget, const Event& event) {
  ui::WidgetFrame* frame = find(widget);
  return frame && std::visit(Deliver{*frame}, event);
}

void App::prepare_fonts(float dpr, float text_px) {
  fonts_.prepare(dpr, text_px);
  if (fonts_.changed()) fonts_.uploaded(renderer_.upload(*fonts_.imgui()));
}

ui::FrameResult App::frame(int widget, const ui::FrameInput& input, Target target) {
  ui::WidgetFrame* frame = find(widget);
  if (!frame) return {};
  const auto begin = Clock::now();
  prepare_fonts(input.dpr, frame->theme().text_px);  // before the frame: its triangles name the atlas' texture
  ui::FrameResult result = frame->draw(input);
  const auto drawn = Clock::now();
  if (ImDrawData* data = frame->draw_data()) renderer_.draw(*data, target, frame->theme().colors.background);
  times_ = {milliseconds(drawn - begin), milliseconds(Clock::now() - drawn)};
  return result;
}

std::string App::state(int widget) {
  Entry* found = caught_up(widget);
  return found ? fields_to_json(found->widget->fields()) : "{}";
}

std::string App::defaults(int widget) {
  Entry* found = entry(widget);
  return found ? found->defaults : "{}";
}

Result<void> App::changed(Entry& entry, Result<void> set) {
  if (!set) return set;
  entry.widget->state_changed();
  entry.frame->invalidate();
  return {};
}

Result<void> App::set_state(int widget, std::string_view json) {
  Entry* found = caught_up(widget);
  if (!found) return no_such_handle();
  return changed(*found, fields_from_json(found->widget->fields(), json));
}

Result<std::string> App::link(int widget) {
  Entry* found = caught_up(widget);
  if (!found) return no_such_handle();
  std::string parts = found->widget->shown().list();
  return state_to_link(linked_fields(*found->widget, parts), with_parts(*found->widget, found->defaults, found->parts));
}

/// All or nothing: of a link that is refused neither state nor parts are taken.
Result<void> App::follow(Entry& entry, std::string_view link) {
  Widget& widget = *entry.widget;
  const std::string before = fields_to_json(widget.fields());
  std::string parts;
  auto read = state_from_link(linked_fields(widget, parts), link, with_parts(widget, entry.defaults, entry.parts));
  if (!read) return read;
  auto shown = widget.show_parts(parts);
  if (!shown) (void)fields_from_json(widget.fields(), before);
  return shown;
}

Result<void> App::set_link(int widget, std::string_view link) {
  Entry* found = caught_up(widget);
  if (!found) return no_such_handle();
  return changed(*found, follow(*found, link));
}

Result<void> App::show_parts(int widget, std::string_view parts) {
  Entry* found = caught_up(widget);
  if (!found) return no_such_handle();
  auto shown = found->widget->show_parts(parts);
  if (!shown) return shown;
  found->parts = found->widget->shown().list();
  found->frame->invalidate();
  return {};
}

std::string App::parts(int widget) {
  Entry* found = entry(widget);
  return found ? found->widget->shown().list() : "";
}

Result<void> App::open_file(int widget, std::string_view name, std::span<const std::uint8_t> bytes) {
  Entry* found = caught_up(widget);
  if (!found) return no_such_handle();
  auto opened = found->widget->open_file(name, bytes);
  found->frame->invalidate();
  return opened;
}

Result<void> App::open_large_file(int widget, std::string_view name, std::span<const std::uint8_t> head,
                                  std::uint64_t file_bytes) {
  Entry* found = caught_up(widget);
  if (!found) return no_such_handle();
  auto opened = found->widget->open_large_file(name, head, file_bytes);
  found->frame->invalidate();
  return opened;
}

std::optional<FilePiece> App::wanted_piece(int widget) {
  Entry* found = entry(widget);
  return found ? found->widget->wanted_piece() : std::nullopt;
}

void App::take_piece(int widget, const FilePiece& piece, std::span<const std::uint8_t> bytes) {
  if (Entry* found = entry(widget)) {
    found->widget->take_piece(piece, bytes);
    found->frame->invalidate();
  }
}

void App::lose_file(int widget, std::string_view problem) {
  if (Entry* found = entry(widget)) {
    found->widget->lose_file(problem);
    found->frame->invalidate();
  }
}

void App::set_theme(const ui::Theme& theme) {
  theme_ = theme;
  for (auto& [handle, entry] : entries_) entry.frame->set_theme(theme);
}

void App::context_restored() {
  renderer_.context_restored();
  fonts_.forget();
  for (auto& [handle, entry] : entries_) entry.frame->context_lost();
}

}  // namespace lesson
