#pragma once

class QString;

namespace fairlead {

class Screens;

/// Every page over a workspace: each of its tabs, what lies below the fold, and what is folded away.
void renderPages(Screens &screens, const QString &workspace);

} // namespace fairlead
