#pragma once
// One frame at a time: a screen is code that calls widgets on a Context. Each call draws and adds a node.
// A Context and all it hands out belong to one thread, the one that runs its frames.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "ui/geometry.h"
#include "ui/icons.h"
#include "ui/image.h"
#include "ui/input.h"
#include "ui/theme.h"
#include "ui/tree.h"

struct ImDrawData;

namespace vuoro::ui {

class TextEngine;
class Painter;
class Atlas;
class Layouts;
struct Texture;

/// The toolkit's own words, in the language of the frame; the application translates them.
struct Words {
  std::string back = "Back", close = "Close", page_up = "Scroll up", page_down = "Scroll down";
  std::string keyboard = "Keyboard", backspace = "Delete", shift = "Capital letters", space = "Space",
              enter = "Done", digits = "123", letters = "ABC", clear = "Clear", choose_language = "Language";
  std::string accents = "More letters", keyboard_language = "Letters of the keyboard";
};

/// How the frame is to look; may change from frame to frame.
struct View {
  int width_px = 1080;
  int height_px = 1920;
  float px_per_mm = k_px_per_mm_default;
  float text_scale = 1.0f;      ///< 1.0 to 2.0
  std::string language = "en";  ///< BCP 47; for shaping, and in every node
  Direction direction = Direction::left_to_right;
  const Theme* theme = nullptr;  ///< borrowed for the frame; never null
  Words words;
  bool reduced_motion = false;
  /// Texts of the content that are not in `language`: text → the language it is in. Their nodes carry that
  /// language, so that the right voice says them. Borrowed for the frame; null for none.
  const std::map<std::string, std::string>* foreign_texts = nullptr;
  /// Low-reach layout: nothing above this can be touched, what is only read may be there. 0: the usual layout.
  float reach_top_px = 0;
};

/// What a widget call returns.
struct Response {
  bool clicked = false;  ///< activated in this frame: by touch, key or action, all the same
  bool pressed = false;  ///< held down right now
  bool focused = false;
  NodeId id = NodeId::none;
  Rect rect;
  explicit operator bool() const { return clicked; }
};

/// A widget's activation, for the click sound and the log.
struct ClickEvent {
  NodeId id = NodeId::none;
  Role role = Role::button;
};

/// How a widget takes part in interaction; see Context::interact.
struct Hit {
  Rect rect;                 ///< what can be touched; usually the drawn rectangle
  bool drags_scroll = true;  ///< a drag that starts here may become scrolling of the area around it
};
struct Interaction {
  bool clicked = false, pressed = false, focused = false, focus_ring = false;
  Point at;  ///< where it was clicked or is held; the middle when done by key or action
  const ActionRequest* request = nullptr;  ///< the request this frame brings to the node, if any
};

class Context {
 public:
  /// @param text  borrowed; must outlive the context, may be shared by contexts of one thread.
  Context(TextEngine& text, const Clock& clock);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  // ---- For the loop and the harness ----
  /// Queues input for the coming frames (at most one press or release is handled in each).
  void push(InputEvent event);
  /// Queues an action after checking it against the last frame's tree; see Tree::check for errors.
  [[nodiscard]] Result<void> act(ActionRequest request);
  /// Runs frames until what was asked for has settled (at most k_settle_frames_max), then leaves the draw
  /// data.
  /// @return number of frames run.
  int run(const View& view, const std::function<void(Context&)>& screen);
  /// The last frame's geometry, to be painted before the next run().
  [[nodiscard]] const ImDrawData& draw_data() const;
  [[nodiscard]] const Tree& tree() const;
  /// When the next frame is wanted without any input; MonoTime::max() for never.
  [[nodiscard]] MonoTime next_frame_at() const;
  [[nodiscard]] bool has_input() const;
  /// Shows the focus on any node, also on a text, and brings it into sight in the next frame: a keypad reads
  /// the whole screen, not only what can be pressed. By itself it is no input of a person: see note_input().
  void show_focus(NodeId id);
  /// Hides the focus until keys are used again: another person may stand there.
  void hide_focus();
  /// A person did something that reached no widget: last_input_at() is now.
  void note_input();
  /// Surfaces of the last frame that look as if they could be pressed where no acting node is, and ImGui
  /// widgets used past the toolkit: what a keypad, a blind visitor or a test could never reach.
  [[nodiscard]] const std::vector<std::string>& drawn_without_node() const;
  /// Activations since the last call.
  [[nodiscard]] std::vector<ClickEvent> take_clicks();
  /// Requests that found no widget in the frame that followed them.
  [[nodiscard]] std::size_t stale_requests() const;

  // ---- For screens ----
  [[nodiscard]] const View& view() const;
  [[nodiscard]] const Theme& theme() const;
  [[nodiscard]] const Clock& clock() const;
  [[nodiscard]] bool rtl() const;
  [[nodiscard]] float mm(float millimetres) const;
  [[nodiscard]] float space(Space space) const;
  /// The whole screen.
  [[nodiscard]] Rect screen() const;
  /// Wants a frame at that time (or at once, when it is past). Ask in every frame.
  void redraw_at(MonoTime when);
  /// Runs the screen once more before anything is painted: call after changing what was drawn earlier in this
  /// frame.
  void redraw_now();
  /// When somebody last touched, pressed a key or acted.
  [[nodiscard]] MonoTime last_input_at() const;
  /// How often that happened.
  [[nodiscard]] std::uint64_t inputs() const;
  /// A key pressed in this frame that no widget has taken (escape is "back").
  [[nodiscard]] bool take_key(Key key);
  /// Moves the focus; it is shown only after keyboard use.
  void focus(NodeId id);
  [[nodiscard]] NodeId focused() const;

  // ---- For layout (ui/layout.h) and widgets ----
  [[nodiscard]] Layouts& layouts();
  [[nodiscard]] Painter& painter();
  [[nodiscard]] TextEngine& text();

  /// The id a key has under the current parent.
  [[nodiscard]] NodeId id_of(std::string_view key) const;
  /// Adds a node under the current parent; fills id, parent, language and obscured. Interactive nodes go
  /// through interact() instead. @return its index in the frame's tree.
  std::size_t add(std::string_view key, Node node);
  /// The only way to be touched, focused or acted upon: adds the node and its hit area in one call.
  Interaction interact(std::string_view key, Node node, const Hit& hit);
  /// Says that something that looks as if it could be pressed was drawn there; see drawn_without_node().
  void note_pressable(const Rect& rect);
  /// Takes a request for a container's own action (scroll, dismiss).
  [[nodiscard]] bool take_action(NodeId id, Action action);
  /// Adds a node and makes it the parent until close().
  NodeId open(std::string_view key, Node node);
  void close();
  [[nodiscard]] Node& node(std::size_t index);
  [[nodiscard]] std::size_t last_index() const;
  /// Records whether a widget's text fitted, on its node.
  void note_fit(std::size_t index, bool fitted);

  /// Clips drawing and touching until pop_clip(); nodes outside are marked offscreen.
  void push_clip(const Rect& rect);
  void pop_clip();
  [[nodiscard]] Rect clip() const;

  /// A modal layer: what is drawn and added until end_modal() lies above all else, which is obscured.
  void begin_modal(NodeId id);
  void end_modal();

  /// Small state a widget keeps from frame to frame (scroll offset); forgotten when not asked for in a frame.
  struct Memory {
    float offset = 0, velocity = 0, extent = 0, grabbed_at = 0;
    int page = 0;
    bool flag = false;
    MonoTime since{};
  };
  [[nodiscard]] Memory& memory(NodeId id);

  /// A vertical drag inside `area` that no widget claimed; returns how far the pointer moved in this frame.
  float drag_scroll(NodeId id, const Rect& area);
  /// Takes a press of this frame inside `area` for the area alone: nothing in it is pressed by that touch, and a
  /// drag scrolls at once. For a touch that stops what glides. @return whether there was one.
  bool take_press(NodeId id, const Rect& area);
  /// Wheel steps over `area` in this frame.
  [[nodiscard]] float wheel(const Rect& area);
  /// Characters typed on a physical keyboard in this frame, not yet taken.
  [[nodiscard]] std::string take_typed();
  /// A node inside the area that got the focus in this frame and must be scrolled into sight.
  [[nodiscard]] const Rect* focus_to_show() const;
  /// Whether the focus ring is shown: the person uses keys.
  [[nodiscard]] bool focus_shown() const;
  /// The sum of what this context holds, for the memory bench: atlas bytes.
  [[nodiscard]] std::size_t atlas_bytes() const;
  /// Nobody is at the screen: gives back memory that is soon had again. The next frame draws its glyphs anew.
  void rest();
  /// The texture of a picture; keeps the picture alive until the frame has been painted.
  [[nodiscard]] const Texture& texture(ImagePtr image);

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

inline constexpr int k_settle_frames_max = 8;

}  // namespace vuoro::ui
