#include "ui/pages/compare/comparepage.h"

#include "ui/workspacecontents.h"

namespace fairlead {

ComparePage::ComparePage(Session &session, WorkspaceContents &contents, QWidget *parent)
    : Page(session, parent)
    , m_contents(contents)
{
    setObjectName(QStringLiteral("comparePage"));
}

} // namespace fairlead
