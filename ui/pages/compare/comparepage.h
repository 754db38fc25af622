#pragma once

#include "ui/pages/page.h"

namespace fairlead {

class WorkspaceContents;

class ComparePage final : public Page
{
    Q_OBJECT

public:
    ComparePage(Session &session, WorkspaceContents &contents, QWidget *parent = nullptr);

    [[nodiscard]] QString key() const override { return QStringLiteral("compare"); }
    [[nodiscard]] QString title() const override { return tr("Compare"); }

private:
    WorkspaceContents &m_contents;
};

} // namespace fairlead
