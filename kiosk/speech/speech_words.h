#pragma once
// The words of speech in one of the application's languages.

#include "kiosk/i18n/language.h"
#include "ui/speech/words.h"

namespace vuoro::kiosk {

/// @param language  borrowed by the words' functions; must outlive them.
[[nodiscard]] ui::speech::Words speech_words(const Language& language);

}  // namespace vuoro::kiosk
