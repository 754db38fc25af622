#include "ui/pages/train/trainform.h"

#include "core/routers/method.h"
#include "ui/models/displaytext.h"
#include "ui/widgets/theme.h"
#include "ui/workspacecontents.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QToolButton>

#include <algorithm>

namespace fairlead {

namespace {

constexpr double kLargestSeed = 9007199254740992.0; // 2^53: JSON carries it exactly

QComboBox *combo(const char *name, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setObjectName(QLatin1String(name));
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    return box;
}

void addRow(QFormLayout *form, const QString &label, QWidget *field)
{
    form->addRow(label, field);
    field->setAccessibleName(QString(label).remove(QLatin1Char('&')));
}

bool hasTruth(const DatasetInfo &dataset)
{
    return dataset.kind == DatasetKind::FullFeedback || dataset.parent;
}

} // namespace

TrainForm::TrainForm(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("trainForm"));
    buildFields();
    buildAdvanced();

    m_start = new QPushButton(tr("&Start"), this);
    m_start->setObjectName(QStringLiteral("trainStart"));
    m_start->setDefault(true);
    m_stop = new QPushButton(tr("St&op"), this);
    m_stop->setObjectName(QStringLiteral("trainStop"));
    m_stop->setToolTip(tr("Ends the run and keeps the epochs finished so far"));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_start, 1);
    buttons->addWidget(m_stop, 1);

    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addRow(form, tr("&Dataset"), m_dataset);
    addRow(form, tr("&Method"), m_method);
    form->addRow(QString(), m_sentence);
    addRow(form, tr("Na&me"), m_name);
    addRow(form, tr("D&evice"), m_device);
    addRow(form, tr("&Seed"), m_seed);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 12, 0);
    layout->addLayout(form);
    layout->addLayout(buttons);
    layout->addWidget(m_advanced);
    layout->addWidget(m_json, 1);
    layout->addWidget(m_jsonMessage);
    layout->addStretch();

    connect(m_start, &QPushButton::clicked, this, &TrainForm::startRequested);
    connect(m_stop, &QPushButton::clicked, this, &TrainForm::stopRequested);
    connect(m_dataset, &QComboBox::currentIndexChanged, this, &TrainForm::offerMethods);
    connect(m_method, &QComboBox::currentIndexChanged, this, &TrainForm::readFields);
    connect(m_device, &QComboBox::currentIndexChanged, this, &TrainForm::readFields);
    connect(m_seed, &QDoubleSpinBox::valueChanged, this, &TrainForm::readFields);
    connect(m_json, &QPlainTextEdit::textChanged, this, &TrainForm::readJson);
    showConfig();
    setRunning(false);
}

void TrainForm::buildFields()
{
    m_dataset = combo("trainDataset", this);
    m_method = combo("trainMethod", this);
    for (const MethodInfo &info : methods())
        m_method->addItem(toText(info.title), static_cast<int>(info.method));
    m_sentence = new QLabel(this);
    m_sentence->setObjectName(QStringLiteral("trainSentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setForegroundRole(QPalette::PlaceholderText);
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("trainName"));
    m_device = combo("trainDevice", this);
    m_device->addItem(tr("Automatic"), static_cast<int>(DeviceChoice::Auto));
    m_device->addItem(tr("CPU"), static_cast<int>(DeviceChoice::Cpu));
    m_device->addItem(tr("GPU (CUDA)"), static_cast<int>(DeviceChoice::Cuda));
    m_seed = new QDoubleSpinBox(this);
    m_seed->setObjectName(QStringLiteral("trainSeed"));
    m_seed->setDecimals(0);
    m_seed->setRange(0, kLargestSeed);
    m_seed->setToolTip(tr("The same seed gives the same router on the same machine"));
}

void TrainForm::buildAdvanced()
{
    m_advanced = new QToolButton(this);
    m_advanced->setObjectName(QStringLiteral("trainAdvanced"));
    m_advanced->setText(tr("&Advanced: the whole configuration"));
    m_advanced->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_advanced->setArrowType(Qt::RightArrow);
    m_advanced->setCheckable(true);
    m_advanced->setAutoRaise(true);
    m_json = new QPlainTextEdit(this);
    m_json->setObjectName(QStringLiteral("trainJson"));
    m_json->setAccessibleName(tr("Configuration as JSON"));
    m_json->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_json->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_json->setTabChangesFocus(true);
    m_json->setMinimumHeight(120);
    m_json->hide();
    m_jsonMessage = new QLabel(this);
    m_jsonMessage->setObjectName(QStringLiteral("trainJsonMessage"));
    m_jsonMessage->setWordWrap(true);
    m_jsonMessage->setTextFormat(Qt::PlainText);
    m_jsonMessage->hide();
    connect(m_advanced, &QToolButton::toggled, this, [this](bool open) {
        m_advanced->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
        m_json->setVisible(open);
        m_jsonMessage->setVisible(open && !m_isJsonValid);
    });
}

void TrainForm::setContents(const WorkspaceSnapshot &snapshot)
{
    const qint64 selected = dataset().value;
    {
        const QSignalBlocker quiet(m_dataset);
        m_dataset->clear();
        m_datasets.clear();
        for (const DatasetInfo &info : snapshot.datasets) {
            m_datasets << info;
            m_dataset->addItem(toText(info.name), QVariant::fromValue<qint64>(info.id.value));
        }
    }
    m_takenNames.clear();
    for (const RouterRecord &router : snapshot.routers)
        m_takenNames << toText(router.name);
    // A log is what one trains on: it is proposed before full feedback.
    const auto log = std::find_if(m_datasets.begin(), m_datasets.end(),
                                  [](const DatasetInfo &info) { return info.kind == DatasetKind::Log; });
    if (m_dataset->findData(selected) >= 0)
        selectDataset(selected);
    else if (log != m_datasets.end())
        selectDataset(log->id.value);
    offerMethods();
    proposeName();
}

void TrainForm::selectDataset(qint64 id)
{
    if (const int at = m_dataset->findData(QVariant::fromValue<qint64>(id)); at >= 0)
        m_dataset->setCurrentIndex(at);
}

void TrainForm::setRunning(bool running)
{
    m_isRunning = running;
    for (QWidget *field : std::initializer_list<QWidget *>{m_dataset, m_method, m_name, m_device, m_seed, m_json})
        field->setEnabled(!running);
    m_stop->setEnabled(running);
    updateStart();
}

DatasetId TrainForm::dataset() const
{
    return DatasetId{m_dataset->currentData().toLongLong()};
}

QString TrainForm::routerName() const
{
    const QString typed = m_name->text().trimmed();
    return typed.isEmpty() ? m_name->placeholderText() : typed;
}

void TrainForm::readFields()
{
    m_config.method = static_cast<Method>(m_method->currentData().toInt());
    m_config.device = static_cast<DeviceChoice>(m_device->currentData().toInt());
    m_config.seed = static_cast<std::uint64_t>(m_seed->value());
    showConfig();
}

void TrainForm::readJson()
{
    const auto config = trainConfigFromJson(toUtf8(m_json->toPlainText()));
    m_isJsonValid = config.has_value();
    m_jsonMessage->setVisible(!m_isJsonValid && m_advanced->isChecked());
    if (config) {
        m_config = *config;
        showConfig();
    } else {
        QPalette colors;
        colors.setColor(QPalette::WindowText, signalColors(palette()).fault);
        m_jsonMessage->setPalette(colors);
        m_jsonMessage->setText(toText(config.error().message));
    }
    updateStart();
}

void TrainForm::showConfig()
{
    const QSignalBlocker quietMethod(m_method);
    const QSignalBlocker quietDevice(m_device);
    const QSignalBlocker quietSeed(m_seed);
    m_method->setCurrentIndex(m_method->findData(static_cast<int>(m_config.method)));
    m_device->setCurrentIndex(m_device->findData(static_cast<int>(m_config.device)));
    m_seed->setValue(static_cast<double>(m_config.seed));
    m_device->setEnabled(!m_isRunning && methodInfo(m_config.method).trainsNetwork);
    m_sentence->setText(toText(methodInfo(m_config.method).sentence));
    if (!m_json->hasFocus()) { // who types there keeps the text as typed
        const QSignalBlocker quietJson(m_json);
        m_json->setPlainText(toText(toJson(m_config)));
        m_isJsonValid = true;
        m_jsonMessage->hide();
    }
    proposeName();
    updateStart();
}

void TrainForm::offerMethods()
{
    const auto at = std::find_if(m_datasets.begin(), m_datasets.end(),
                                 [this](const DatasetInfo &info) { return info.id == dataset(); });
    const bool offersTruth = at != m_datasets.end() && hasTruth(*at);
    auto *items = qobject_cast<QStandardItemModel *>(m_method->model());
    for (int row = 0; row < m_method->count(); ++row) {
        const MethodInfo &info = methodInfo(static_cast<Method>(m_method->itemData(row).toInt()));
        items->item(row)->setEnabled(offersTruth || !info.needsTruth);
    }
    if (methodInfo(m_config.method).needsTruth && !offersTruth)
        m_method->setCurrentIndex(0);
    updateStart();
}

void TrainForm::proposeName()
{
    const QString base = toText(methodInfo(m_config.method).key);
    QString name = base;
    for (int k = 2; m_takenNames.contains(name); ++k)
        name = QStringLiteral("%1 %2").arg(base).arg(k);
    m_name->setPlaceholderText(name);
}

void TrainForm::updateStart()
{
    m_start->setEnabled(!m_isRunning && m_isJsonValid && dataset().isValid());
}

} // namespace fairlead
