#include "ui/pages/trust/trustpage.h"

#include "ui/workspacecontents.h"

namespace fairlead {

TrustPage::TrustPage(Session &session, WorkspaceContents &contents, QWidget *parent)
    : Page(session, parent)
    , m_contents(contents)
{
    setObjectName(QStringLiteral("trustPage"));
}

} // namespace fairlead
