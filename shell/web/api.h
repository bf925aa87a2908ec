#pragma once
// The flat C border between the page (web/element) and the widgets: numbers, strings and byte spans only.
// Strings returned are UTF-8, owned by the module and valid until the next call. Handles are > 0.

#ifdef __cplusplus
extern "C" {
#endif

/// Creates the one SDL window and WebGL 2 context on the canvas the page has put in
/// `specialHTMLTargets["#canvas"]` (never in the document). 1 on success, 0 with lesson_last_error().
int lesson_init(void);
const char* lesson_last_error(void);
/// [{"id","title","summary"}] of the registry.
const char* lesson_widgets(void);

/// A widget of that id, or 0 with lesson_last_error().
int lesson_create(const char* id);
void lesson_destroy(int widget);
/// Shows these parts of it alone ("map token", see widgets/parts.h); "": all. 1, or 0 with lesson_last_error().
int lesson_show_parts(int widget, const char* parts);

/// State as a JSON object. Setting is all or nothing: 1, or 0 with lesson_last_error().
const char* lesson_get_state(int widget);
int lesson_set_state(int widget, const char* json);
/// State as a short text for the address ("v1.steps=28;sampler=heun"), or "" with lesson_last_error().
const char* lesson_get_link(int widget);
/// Fields named in the link get its values, all others their defaults. 1, or 0 with lesson_last_error().
int lesson_set_link(int widget, const char* link);
/// The text alternative, and the numbers behind the picture as CSV (RFC 4180).
const char* lesson_describe(int widget);
const char* lesson_csv(int widget);
/// The semantic tree of the last frame (JSON array of ui::Node, see widgets/ui/semantics.h).
const char* lesson_semantics(int widget);

/// Flags of lesson_frame.
enum {
  LESSON_DRAWN = 1,          ///< the GL canvas holds this widget's picture, top left, w*dpr x h*dpr
  LESSON_AGAIN = 2,          ///< wants another frame without input (animation, work in progress, ImGui settling)
  LESSON_STATE_CHANGED = 4,  ///< the learner changed the state
  LESSON_SEMANTICS_CHANGED = 8,
  LESSON_HEIGHT_CHANGED = 16,  ///< lesson_height() differs from the css height given
  LESSON_EXPORT = 32,  ///< the learner asked for a picture, numbers, a link, or to open a file: lesson_exports()
};
/// Draws one frame at the given CSS size and device pixel ratio. `now_ms`: the page's clock.
int lesson_frame(int widget, double css_width, double css_height, double dpr, double now_ms);
/// Content height in CSS pixels for the width last drawn.
double lesson_height(int widget);
/// 1 when the widget must be drawn again: input, state, theme, shared page state or model news.
int lesson_dirty(int widget);
/// What the learner asked to export since the last call: a JSON array of "png", "csv", "link", "file" (opens one).
const char* lesson_exports(int widget);
/// CSS cursor wanted at the pointer: "default", "pointer", "grab", "text", "ew-resize".
const char* lesson_cursor(int widget);
/// 1 while the widget is entered (it may take the wheel); Escape and loss of focus leave it.
int lesson_entered(int widget);

/// Pointer in CSS pixels from the widget's corner. type: 0 move, 1 down, 2 up, 3 leave/cancel.
/// button: 0 left, 1 middle, 2 right. touch: 1 for touch and pen.
void lesson_pointer(int widget, int type, double x, double y, int button, int touch);
/// Wheel in CSS pixels; 1 when used, 0 when the page should scroll (not entered, or at its end).
int lesson_wheel(int widget, double x, double y, double dx, double dy, int ctrl);
/// A DOM KeyboardEvent.key while the widget's canvas is focused; down 1/0; mods: 1 shift 2 ctrl 4 alt 8 meta.
/// 1 when used. Tab, function keys and ctrl/meta combinations are never used.
int lesson_key(int widget, const char* key, int down, int mods);
/// The widget gained (1) or lost (0) focus or was entered or left; clears held keys and buttons when lost.
void lesson_focus(int widget, int focused);
/// The control whose overlay element has the keyboard; "" for none. The page draws the focus ring.
void lesson_focus_control(int widget, const char* node_id);
/// Something asked of a control through the overlay: see ui::Action.
void lesson_act(int widget, const char* node_id, const char* verb, const char* value);
/// A file opened or dropped, of `file_bytes` bytes, of which the first lesson_file_head(), or all, are here: files may
/// be larger than memory. 1, or 0 with lesson_last_error().
int lesson_open_file(int widget, const char* name, const unsigned char* head, int size, double file_bytes);
int lesson_file_head(void);
/// What else of it the widget wants now: {"at","bytes"}, or "". Ask after every lesson_frame and every piece.
const char* lesson_wanted_piece(int widget);
void lesson_take_piece(int widget, double at, const unsigned char* bytes, int size);
/// The file cannot be read any more; `problem` is what a learner reads.
void lesson_lose_file(int widget, const char* problem);

// --- Runs of the model. Widgets ask; the page's worker computes with lesson-model.mjs (model_api.h). ---

/// The next order, oldest first: {"ticket":n,"slot":"page","request":{...}} to start a run, without "request" to
/// cancel the one in that slot; "" when there is none. "when_idle":true steps aside for runs without it. Ask after
/// every lesson_frame.
const char* lesson_take_order(void);
/// A packet of the run with that ticket. 1, or 0 with lesson_last_error() when it is broken.
int lesson_run_packet(int ticket, const unsigned char* bytes, int size);
/// The run with that ticket will not finish; `problem` is what a learner reads.
void lesson_run_failed(int ticket, const char* problem);
/// Whether a model can come at all, and the share of its files that has arrived (0 to 1; 1: ready).
void lesson_model_state(int available, double loaded);

/// Colours and motion of one widget, from where it stands on the page; widget 0: of all, and of those to come.
/// {"background":"#rrggbb","text":...,"accent":...,"dark":bool,"reduced_motion":bool,...}.
int lesson_set_theme(int widget, const char* json);
/// After a lost context came back: GL objects (font atlas, textures) are made anew; state is kept.
int lesson_context_restored(void);

#ifdef __cplusplus
}
#endif
