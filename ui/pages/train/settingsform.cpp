#include "ui/pages/train/settingsform.h"

#include "core/experiment/configfields.h"
#include "ui/models/displaytext.h"
#include "ui/pages/train/foldbutton.h"
#include "ui/pages/train/settingrow.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace fairlead {

namespace {

/// What most people never touch stays folded inside.
bool isFoldedGroup(std::string_view path)
{
    return path.starts_with("nuisances.") && path != "nuisances.folds";
}

} // namespace

SettingsForm::SettingsForm(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("trainSettings"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 0, 0, 0);
    layout->setSpacing(4);
    buildGroups(layout);
    auto *reset = new QPushButton(tr("Reset to defa&ults"), this);
    reset->setObjectName(QStringLiteral("trainReset"));
    layout->addWidget(reset, 0, Qt::AlignLeft);
    connect(reset, &QPushButton::clicked, this, &SettingsForm::resetToDefaults);
}

void SettingsForm::buildGroups(QVBoxLayout *layout)
{
    std::string_view last;
    for (const ConfigField &field : configFields()) {
        if (field.group != last) {
            m_groups << Group{};
            m_groups.last().isFolded = isFoldedGroup(field.path);
            Group built = buildGroup(toText(field.group), layout);
            m_groups.last() = built;
            last = field.group;
        }
        auto *row = new SettingRow(field, m_groups.last().body);
        m_groups.last().body->layout()->addWidget(row);
        m_groups.last().rows << row;
        connect(row, &SettingRow::edited, this, [this, row] { readRow(row); });
    }
}

SettingsForm::Group SettingsForm::buildGroup(const QString &title, QVBoxLayout *layout)
{
    Group group = m_groups.last();
    group.body = new QWidget(this);
    auto *rows = new QVBoxLayout(group.body);
    rows->setContentsMargins(0, 0, 0, 4);
    rows->setSpacing(3);
    if (group.isFolded) {
        const QString name = QString(title).remove(QLatin1Char(' ')).remove(QLatin1Char(':'));
        auto *fold = new FoldButton(QStringLiteral("fold_%1").arg(name), title, this);
        fold->setBody(group.body);
        group.heading = fold;
    } else {
        auto *label = new QLabel(title, this);
        QFont font = label->font();
        font.setWeight(QFont::DemiBold);
        label->setFont(font);
        group.heading = label;
    }
    layout->addWidget(group.heading);
    layout->addWidget(group.body);
    return group;
}

QVector<SettingRow *> SettingsForm::rows() const
{
    QVector<SettingRow *> all;
    for (const Group &group : m_groups)
        all << group.rows;
    return all;
}

bool SettingsForm::isRead(const SettingRow &row) const
{
    return std::ranges::any_of(m_methods, [&row](Method method) { return row.field().isReadBy(method); });
}

bool SettingsForm::isValid() const
{
    const QVector<SettingRow *> all = rows();
    return std::ranges::none_of(all, [this](const SettingRow *row) { return row->hasReason() && isRead(*row); });
}

void SettingsForm::setConfig(const TrainConfig &config)
{
    m_config = config;
    for (SettingRow *row : rows()) {
        row->setText(toText(fieldText(config, row->field().path)));
        row->setReason({});
    }
}

void SettingsForm::setMethods(const QVector<Method> &methods)
{
    m_methods = methods;
    showRows();
}

bool SettingsForm::apply(SettingRow *row)
{
    const auto changedConfig = withFieldText(m_config, row->field(), toUtf8(row->text()));
    row->setReason(changedConfig ? QString() : toText(changedConfig.error().detail));
    if (changedConfig)
        m_config = *changedConfig;
    return changedConfig.has_value();
}

/// Settings may exclude each other: what could not be used before is tried again after every change.
void SettingsForm::readRow(SettingRow *edited)
{
    apply(edited);
    for (SettingRow *row : rows()) {
        if (row != edited && row->hasReason())
            apply(row);
    }
    emit changed();
}

void SettingsForm::resetToDefaults()
{
    TrainConfig config;
    config.method = m_config.method;
    config.seed = m_config.seed;
    config.device = m_config.device;
    setConfig(config);
    emit changed();
}

void SettingsForm::showRows()
{
    for (const Group &group : std::as_const(m_groups)) {
        bool isAnyRead = false;
        for (SettingRow *row : group.rows) {
            row->setVisible(isRead(*row));
            isAnyRead = isAnyRead || isRead(*row);
        }
        group.heading->setVisible(isAnyRead);
        const auto *fold = qobject_cast<FoldButton *>(group.heading);
        group.body->setVisible(isAnyRead && (!fold || fold->isChecked()));
    }
}

} // namespace fairlead
