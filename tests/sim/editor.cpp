#include "tests/sim/editor.h"

#include "server/authority/content_import.h"

namespace vuoro::test {

using namespace std::chrono_literals;

void SimEditor::begin_work() {
  if (working_) return;
  working_ = true;
  next();
}

void SimEditor::next() {
  agenda_.after(agenda_.between(2min, 12min), [this] {
    if (!working_) return;
    // What fails is tried again another time.
    if (central_.is_up()) widen();
    next();
  });
}

void SimEditor::widen() {
  const int more = 1 + agenda_.below(60);
  const auto done = central_.act<int>([&](authority::Context& context) -> Result<int> {
    std::vector<authority::ImportRecord> records;
    for (const auto& id : lobby_.queues) {
      VUORO_ASSIGN(auto queue, authority::load<Queue>(context.tx, id));
      queue.number_last += more;
      records.push_back({"queue", encode(queue)});
    }
    VUORO_TRY(authority::import_records(context, "editor", records, false));
    return 0;
  });
  if (!done) return;
  agenda_.note("editor", "widens the ranges", std::to_string(more));
  central_.at_once([this] { mutant_.ranges_change(central_.store(), lobby_.site_id); });
}

}  // namespace vuoro::test
