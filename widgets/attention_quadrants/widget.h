#pragma once
// "One room, one conversation": the [S, S] weights of joint attention with their four quadrants.
// Choose block, head and step; zoom to single weights; follow one token; cut a quadrant and measure what the
// output loses; compare with cross-attention and IP-Adapter. Any AttentionSource can be looked at.

#include <memory>
#include <optional>

#include "widgets/attention_quadrants/cut_run.h"
#include "widgets/attention_quadrants/map/canvas.h"
#include "widgets/attention_quadrants/panels.h"
#include "widgets/attention_quadrants/sources/capture.h"
#include "widgets/attention_quadrants/view.h"
#include "widgets/widget.h"

namespace lesson {

/// Plain data; what is shared with other widgets (block, head, step, token, prompt) lives in PageState.
struct AttentionQuadrantsState {
  enum Source { untrained, untrained_sd3, run, capture };
  enum Tab { token, cut_tab, compare };
  int source = untrained;
  int tab = token;
  int scale = 0;  ///< WeightScale
  MapView view;
  QuadrantCut cut;
  bool picture = true;
  bool all_blocks = true;      ///< of a run with the cut
  bool run_when_seen = false;  ///< asks for the page's run when first drawn, unless there is one
};

class AttentionQuadrants final : public Widget {
 public:
  explicit AttentionQuadrants(PageState& shared) : shared_(shared) {}

  std::span<const Part> parts() const override;
  Fields fields() override;
  void state_changed() override;
  void draw(ui::Ui& ui) override;
  std::string describe() override;
  Table table() override;
  bool animating() const override;
  Result<void> open_file(std::string_view name, std::span<const std::uint8_t> bytes) override;
  Result<void> open_large_file(std::string_view name, std::span<const std::uint8_t> head,
                               std::uint64_t file_bytes) override;
  std::optional<FilePiece> wanted_piece() const override;
  void take_piece(const FilePiece& piece, std::span<const std::uint8_t> bytes) override;
  void lose_file(std::string_view problem) override;

  /// For tests and exports: finishes what draw() spreads over frames and gives the view model.
  const AttentionView& finished_view();
  const AttentionMap* map() const { return map_.get(); }
  /// For tests: a run of their own instead of the one at the page's desk.
  void look_at(std::shared_ptr<AttentionSource> run) { run_ = std::move(run); }
  AttentionQuadrantsState state;

 private:
  std::shared_ptr<AttentionSource> source();
  std::shared_ptr<AttentionSource> untrained_source();
  void update(double ms);
  void make_map(AttentionSource& from);
  void rebuild_view();
  void choose(int token);
  void run_when_seen();
  void draw_nothing(ui::Ui& ui);
  void draw_head(ui::Ui& ui);
  void draw_run(ui::Ui& ui);
  void draw_where(ui::Ui& ui);
  void draw_map(ui::Ui& ui);
  void draw_tabs(ui::Ui& ui);
  void draw_token(ui::Ui& ui);
  void draw_token_row(ui::Ui& ui, const TokenView& token, std::array<ui::ImageMapView, 2>& pictures);
  void draw_cut(ui::Ui& ui);
  void draw_comparison(ui::Ui& ui);
  MapCanvas::Given map_given() const;  ///< wants a map
  const SourceInfo& info() const;
  ui::Pixels picture();

  PageState& shared_;
  std::shared_ptr<AttentionSource> small_, large_;
  std::shared_ptr<AttentionSource> run_;  ///< of the page's live run, once it was looked at
  std::shared_ptr<Capture> capture_;
  std::string small_prompt_, large_prompt_;
  std::uint64_t small_seed_ = 0, large_seed_ = 0;
  std::string capture_error_;

  /// What the map was made from. It keeps its source: a later one at the same address is another one.
  struct MapKey {
    std::shared_ptr<AttentionSource> source;
    unsigned revision = 0;
    SliceKey slice;
    QuadrantCut cut;
    bool operator==(const MapKey&) const = default;
  };
  MapKey map_key_;
  SliceKey key_;  ///< the slice shown, clamped to what the source has
  std::shared_ptr<const HeadSlice> slice_;
  std::unique_ptr<AttentionMap> map_;
  std::string message_, map_message_;  ///< why there is no map

  AttentionView view_;
  bool view_valid_ = false;
  unsigned stamp_ = 0;  ///< counts views: pictures made from one are remade with the next
  double view_progress_ = -1;
  int view_token_ = -1;
  std::optional<CompareMaps> compare_;
  unsigned compare_stamp_ = 0;
  ColorScale compare_scale_;
  const HeadSlice* compared_ = nullptr;

  MapCanvas canvas_;
  CutRun cut_run_;
  std::vector<std::array<ui::ImageMapView, 2>>
      word_pictures_;  ///< of each row of the word: what it reads, who reads it
  ui::ImageMapView change_;
  ComparePictures compare_pictures_;
};

std::unique_ptr<Widget> make_attention_quadrants(PageState& shared);

}  // namespace lesson
