#pragma once
// All that a screen needs.

#include "ui/context.h"
#include "ui/layout.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/choices.h"
#include "ui/widgets/entry.h"
#include "ui/widgets/page.h"
#include "ui/widgets/pictures.h"
#include "ui/widgets/text.h"
