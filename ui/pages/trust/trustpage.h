#pragma once

#include "ui/pages/page.h"

namespace fairlead {

class WorkspaceContents;

class TrustPage final : public Page
{
    Q_OBJECT

public:
    TrustPage(Session &session, WorkspaceContents &contents, QWidget *parent = nullptr);

    [[nodiscard]] QString key() const override { return QStringLiteral("trust"); }
    [[nodiscard]] QString title() const override { return tr("Trust"); }

private:
    WorkspaceContents &m_contents;
};

} // namespace fairlead
