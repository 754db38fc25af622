#pragma once

namespace fairlead {

class Screens;

/// Every page without a workspace, without data, without routers, with a log that is refused, and after a failure; the
/// import dialog on good and on bad files; help, undo and a running training.
void renderStates(Screens &screens);

} // namespace fairlead
