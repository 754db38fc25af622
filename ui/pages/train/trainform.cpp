#include "ui/pages/train/trainform.h"

#include "core/experiment/seedlist.h"
#include "core/routers/method.h"
#include "ui/models/displaytext.h"
#include "ui/pages/train/configeditor.h"
#include "ui/pages/train/devicebox.h"
#include "ui/pages/train/foldbutton.h"
#include "ui/pages/train/methodlist.h"
#include "ui/pages/train/reasonlabel.h"
#include "ui/pages/train/runnames.h"
#include "ui/pages/train/settingsform.h"
#include "ui/workspacecontents.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace fairlead {

namespace {

constexpr int kNamesShown = 3;

QLabel *wordyLabel(const char *name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

/// Scrolls so that a heading that was opened stands at the top, with what it holds below.
void bringUp(QScrollArea &scroll, const QWidget &heading)
{
    scroll.verticalScrollBar()->setValue(heading.mapTo(scroll.widget(), QPoint()).y());
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
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("trainFormScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus); // its fields are the stops
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(buildScrolled());

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 12, 0);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_plan);
    layout->addWidget(m_start);

    for (FoldButton *fold : findChildren<FoldButton *>()) {
        connect(fold, &FoldButton::toggled, scroll, [scroll, fold](bool open) {
            if (open) // once its content has a place
                QTimer::singleShot(0, scroll, [scroll, fold] { bringUp(*scroll, *fold); });
        });
    }
    connect(m_start, &QPushButton::clicked, this, &TrainForm::startRequested);
    connect(m_dataset, &QComboBox::currentIndexChanged, this, [this] {
        offerMethods();
        emit datasetChanged();
    });
    connect(m_methods, &MethodList::chosenChanged, this, &TrainForm::readChoice);
    connect(m_device, &QComboBox::currentIndexChanged, this, &TrainForm::readChoice);
    connect(m_device, &DeviceBox::detailChanged, this, [this] { m_deviceDetail->setText(m_device->detail()); });
    connect(m_name, &QLineEdit::textChanged, this, &TrainForm::updateStart);
    connect(m_seedText, &QLineEdit::textChanged, this, &TrainForm::readSeeds);
    connect(m_settings, &SettingsForm::changed, this, &TrainForm::showConfig);
    connect(m_json, &ConfigEditor::configTyped, this, &TrainForm::readJson);
    connect(m_json, &ConfigEditor::validityChanged, this, &TrainForm::updateStart);
    readChoice();
}

void TrainForm::buildFields()
{
    m_dataset = new QComboBox(this);
    m_dataset->setObjectName(QStringLiteral("trainDataset"));
    m_dataset->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_support = new ReasonLabel(QStringLiteral("trainSupport"), this);
    m_methods = new MethodList(this);
    m_methods->setObjectName(QStringLiteral("trainMethods"));
    m_sentence = wordyLabel("trainSentence", this);
    m_sentence->setForegroundRole(QPalette::PlaceholderText);
    m_seedText = new QLineEdit(QStringLiteral("1"), this);
    m_seedText->setObjectName(QStringLiteral("trainSeeds"));
    m_seedText->setToolTip(
        tr("One run for each seed: 1, or 1-5, or 1, 2, 7. The same seed gives the same router on the "
           "same machine."));
    m_seedReason = new ReasonLabel(QStringLiteral("trainSeedsReason"), this);
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("trainName"));
    m_device = new DeviceBox(this);
    m_deviceDetail = wordyLabel("trainDeviceDetail", this);
    m_deviceDetail->setForegroundRole(QPalette::PlaceholderText);
    m_advanced = new FoldButton(QStringLiteral("trainAdvanced"), tr("&Advanced settings"), this);
    m_settings = new SettingsForm(this);
    m_advanced->setBody(m_settings);
    m_jsonFold = new FoldButton(QStringLiteral("trainJsonFold"), tr("Configuration as &JSON"), this);
    m_json = new ConfigEditor(this);
    m_jsonFold->setBody(m_json);
    m_plan = wordyLabel("trainPlan", this);
    m_plan->setForegroundRole(QPalette::PlaceholderText);
    m_start = new QPushButton(tr("S&tart"), this);
    m_start->setObjectName(QStringLiteral("trainStart"));
    m_start->setDefault(true);
}

QWidget *TrainForm::buildScrolled()
{
    auto *content = new QWidget(this);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addRow(form, tr("&Dataset"), m_dataset);
    form->addRow(m_support);
    addRow(form, tr("&Methods"), m_methods);
    form->addRow(m_sentence);
    addRow(form, tr("&Seeds"), m_seedText);
    form->addRow(m_seedReason);
    addRow(form, tr("&Name"), m_name);
    addRow(form, tr("Dev&ice"), m_device);
    form->addRow(QString(), m_deviceDetail);
    m_methods->setToolTip(tr("Ctrl+click or Ctrl+Space chooses several"));

    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 4, 0);
    layout->addLayout(form);
    layout->addWidget(m_advanced, 0, Qt::AlignLeft);
    layout->addWidget(m_settings);
    layout->addWidget(m_jsonFold, 0, Qt::AlignLeft);
    layout->addWidget(m_json, 1);
    layout->addStretch();
    return content;
}

void TrainForm::addRow(QFormLayout *form, const QString &label, QWidget *field)
{
    form->addRow(label, field);
    field->setAccessibleName(QString(label).remove(QLatin1Char('&')));
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
        // A log is what one trains on: it is proposed before full feedback.
        const auto log = std::ranges::find(m_datasets, DatasetKind::Log, &DatasetInfo::kind);
        if (m_dataset->findData(selected) >= 0)
            selectDataset(selected);
        else if (log != m_datasets.end())
            selectDataset(log->id.value);
    }
    m_routerNames.clear();
    for (const RouterRecord &router : snapshot.routers)
        m_routerNames << toText(router.name);
    offerMethods();
    emit datasetChanged();
}

void TrainForm::setQueued(const QStringList &names, bool isBusy)
{
    m_queuedNames = names;
    m_isBusy = isBusy;
    updateStart();
}

void TrainForm::selectDataset(qint64 id)
{
    if (const int at = m_dataset->findData(QVariant::fromValue<qint64>(id)); at >= 0)
        m_dataset->setCurrentIndex(at);
}

void TrainForm::showSupport(const std::optional<SupportReport> &support)
{
    if (!support || support->verdict == Verdict::Ok)
        return m_support->say({});
    const QString reason = toText(support->reasons.empty() ? std::string() : support->reasons.front());
    if (support->verdict == Verdict::Refuse)
        m_support->say(tr("REFUSE: %1 Values of routers trained on it are withheld; see Trust.").arg(reason));
    else
        m_support->say(tr("CAUTION: %1").arg(reason), ReasonLabel::Kind::Caution);
}

void TrainForm::use(const TrainConfig &config, qint64 dataset)
{
    selectDataset(dataset);
    m_name->clear();
    readJson(config);
}

DatasetId TrainForm::dataset() const
{
    return DatasetId{m_dataset->currentData().toLongLong()};
}

TrainConfig TrainForm::config() const
{
    TrainConfig config = m_settings->config();
    config.method = m_methods->current();
    config.seed = m_seeds.front();
    config.device = m_device->choice();
    return config;
}

std::vector<QueuedRun> TrainForm::runs() const
{
    std::vector<QueuedRun> runs;
    if (!isValid())
        return runs;
    QStringList free = names();
    for (const Method method : m_methods->chosen()) {
        for (const std::uint64_t seed : m_seeds) {
            QueuedRun run;
            run.dataset = dataset();
            run.name = free.takeFirst();
            run.config = config();
            run.config.method = method;
            run.config.seed = seed;
            runs.push_back(std::move(run));
        }
    }
    return runs;
}

bool TrainForm::isAsking() const
{
    return m_device->isAsking();
}

QStringList TrainForm::names() const
{
    return runNames(m_name->text().trimmed(), m_methods->chosen(), m_seeds, m_routerNames + m_queuedNames);
}

bool TrainForm::isValid() const
{
    return dataset().isValid() && m_areSeedsValid && m_settings->isValid() && m_json->isValid();
}

void TrainForm::readChoice()
{
    const QVector<Method> chosen = m_methods->chosen();
    const MethodInfo &info = methodInfo(m_methods->current());
    m_sentence->setText(chosen.size() == 1 ? tr("%1 Ctrl+click takes another one too.").arg(toText(info.sentence))
                                           : tr("%1: %2").arg(toText(info.title), toText(info.sentence)));
    m_settings->setMethods(chosen);
    m_deviceDetail->setText(m_device->detail());
    m_device->setEnabled(std::ranges::any_of(chosen, [](Method method) { return methodInfo(method).trainsNetwork; }));
    showConfig();
}

void TrainForm::readSeeds()
{
    auto seeds = parseSeeds(toUtf8(m_seedText->text()));
    m_areSeedsValid = seeds.has_value();
    m_seedReason->say(seeds ? QString() : toText(seeds.error().message));
    if (seeds)
        m_seeds = std::move(*seeds);
    showConfig();
}

void TrainForm::readJson(const TrainConfig &config)
{
    m_settings->setConfig(config);
    m_device->choose(config.device);
    if (m_methods->current() != config.method)
        m_methods->choose({config.method});
    if (m_seeds.front() != config.seed || !m_areSeedsValid)
        m_seedText->setText(QString::number(config.seed));
    readChoice();
}

void TrainForm::offerMethods()
{
    const auto at = std::ranges::find(m_datasets, dataset(), &DatasetInfo::id);
    m_methods->offerTruth(at != m_datasets.end() && hasTruth(*at));
    updateStart();
}

void TrainForm::showConfig()
{
    m_json->setConfig(config());
    updateStart();
}

void TrainForm::updateStart()
{
    const QStringList free = names();
    const auto count = static_cast<int>(free.size());
    m_name->setPlaceholderText(count == 1
                                   ? runNames({}, m_methods->chosen(), m_seeds, m_routerNames + m_queuedNames).first()
                                   : tr("named after method and seed"));
    m_start->setEnabled(isValid());
    if (count == 1)
        m_start->setText(m_isBusy ? tr("Add to the &queue") : tr("S&tart"));
    else
        m_start->setText(m_isBusy ? tr("Add %n runs to the &queue", nullptr, count)
                                  : tr("S&tart %n runs", nullptr, count));
    QStringList shown = free.mid(0, kNamesShown);
    if (count > kNamesShown)
        shown << tr("and %n more", nullptr, count - kNamesShown);
    m_plan->setText(count > 1 ? shown.join(QStringLiteral(", ")) : QString());
    m_plan->setVisible(count > 1);
}

} // namespace fairlead
