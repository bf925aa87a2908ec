#pragma once
// What the encoder shape calculator shows, as data: from a state to boxes, bars, tables and words.
// Every number comes from core/catalogue. Nothing here draws.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalogue/custom.h"
#include "core/catalogue/differences.h"
#include "core/catalogue/models.h"
#include "core/catalogue/parameters.h"
#include "core/catalogue/shape.h"
#include "core/catalogue/text_path.h"
#include "widgets/encoder_shapes/scaling.h"
#include "widgets/widget.h"

namespace lesson {

enum class ShapesTab { text, sequence, cost, differences };

struct EncoderShapesState {
  int model = 8;                    ///< index into catalogue::models(); one past the end: custom (default SD3 Medium)
  int size = 0;                     ///< side of the image in pixels; 0: the model's own
  int t5 = 0;                       ///< T5 rows; 0: the model's own
  int format = 1;                   ///< index into catalogue::kWeightFormats
  int tab = 0;                      ///< ShapesTab
  int part = -1;                    ///< box chosen for its reading, index into EncoderShapesView::parts; -1: none
  int topic = 1;                    ///< index into difference_topics(); 0: all, several screens of a phone
  int depth = 24;                   ///< of SD3's family, for the scaling part
  int recipe = 0;                   ///< catalogue::Recipe of the custom model
  catalogue::CustomNumbers custom;  ///< the rest of it; image_px, text_tokens and recipe come from above
};
inline constexpr int kMaxParts = 63;
/// Parts that show a model at a size; the others are the same for all.
inline constexpr PartList kSizedParts = "text pooled sequence attention parameters cost differences";

bool is_custom(const EncoderShapesState& state);
/// The model's row, or the row whose bounds and words the custom model borrows.
const catalogue::ModelSpec& model_row(const EncoderShapesState& state);
/// "all", then every topic of the differences once.
const std::vector<std::string>& difference_topics();

/// What the size and T5 controls may be set to, in the state's own units.
struct ShapeControls {
  catalogue::Bounds size;
  std::string size_limit;               ///< where the largest size comes from
  std::optional<catalogue::Bounds> t5;  ///< absent: this model has no T5 of free length
  std::string text_limit;
  bool size_fixed() const { return size.min == size.max; }
};
ShapeControls shape_controls(const EncoderShapesState& state);
/// The nearest size the model takes.
int fitting_size(const ShapeControls& controls, int size);

/// What a box stands for: it decides its colour.
enum class PartKind { clip_l, clip_g, t5, zeros, text, image, vector, time };

/// One box, placed in the columns and rows of its stage.
struct ShapePart {
  PartKind kind = PartKind::text;
  std::string name;                    ///< "CLIP-L"
  catalogue::Shape shape;              ///< its own shape
  std::int64_t x = 0, y = 0;           ///< first column, first row
  std::int64_t columns = 0, rows = 0;  ///< vectors have one row
  std::int64_t prompt_rows = 0;        ///< of its rows, how many carry the prompt; 0: not said
  std::string reading;                 ///< what is said when it is chosen
};

/// One step of the way, drawn as one picture to scale.
struct ShapeStage {
  std::string title;        ///< "Join on the channels"
  std::string axis;         ///< "channels", "sequence" or ""
  catalogue::Shape result;  ///< what the step gives; empty where its parts stay apart
  bool apart = false;       ///< parts are tensors of their own (drawn with gaps)
  std::string note;
  std::vector<int> parts;  ///< indices into EncoderShapesView::parts
  std::int64_t columns = 0, rows = 0;
};

/// A square of the image's way to tokens, sides to scale.
struct ShapeSquare {
  std::string name;
  catalogue::Shape shape;
  int side = 0;
  std::string note;
};

/// Attention over text and image rows.
struct AttentionPicture {
  bool joint = true;  ///< false: image reads image, and image reads text beside it (U-Net)
  std::int64_t text = 0, image = 0;
  std::int64_t entries_per_head = 0, entries_total = 0;
  int heads = 0, blocks = 0;  ///< U-Net: heads of the finest level
};

struct WeightsRow {
  std::string name;
  std::string short_name;
  std::int64_t parameters = 0;
  PartKind kind = PartKind::image;
};

struct EncoderShapesView {
  std::optional<Error> error;  ///< numbers that do not go together; everything below is empty then
  std::string title;
  std::string headline;     ///< the one sentence to take away
  std::string note;         ///< what is particular about this model; may be empty
  std::string prompt_note;  ///< how many rows the prompt fills
  std::vector<ShapePart> parts;
  std::vector<ShapeStage> sequence;  ///< prompt to text tokens
  std::vector<ShapeStage> pooled;    ///< prompt to the global vector
  std::string global_note;           ///< what the global vector drives
  std::vector<ShapeSquare> image;
  AttentionPicture attention;
  std::vector<WeightsRow> weights;  ///< denoiser first, VAE last
  std::int64_t total_parameters = 0;
  std::vector<catalogue::Difference> differences;  ///< of the model and the topic
  Table weights_table, cost_table, compare_table, sources_table;
  Table sequence_table;  ///< tensors from the latent to one head's queries
  Table levels_table;    ///< U-Net only: its levels with attention
  ScalingView scaling;   ///< the same for every model
  Table numbers;         ///< all of it, for CSV
};

EncoderShapesView build_view(const EncoderShapesState& state, std::string_view prompt);

/// The text alternative of the parts on show.
std::string describe(const EncoderShapesView& view, const ShownParts& shown = {});
/// The rows of `numbers` of the parts on show.
Table to_table(const EncoderShapesView& view, const ShownParts& shown);

// --- pieces of build_view, one file each -----------------------------------------------------------------------

PartKind part_kind(std::string_view encoder_key);
const char* short_name(std::string_view encoder_key);  ///< "CLIP-L", "bigG", "T5"

/// Words and signs of a prompt: at least as many tokens as any of the encoders makes of it.
int prompt_pieces(std::string_view prompt, bool words_only);
/// Rows of one encoder that carry the prompt, its start and end marks included.
std::int64_t prompt_rows(const catalogue::Setting& setting, const catalogue::EncoderSpec& encoder, std::int64_t rows,
                         std::string_view prompt);
void add_stages(const catalogue::Setting& setting, std::string_view prompt, EncoderShapesView& view);
void add_tables(const catalogue::Setting& setting, const EncoderShapesState& state, EncoderShapesView& view);

}  // namespace lesson
