#include "ui/pages/trust/verdictpanel.h"

#include "ui/models/displaytext.h"
#include "ui/pages/trust/verdictbadge.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace fairlead {

namespace {

constexpr int kShownReasons = 5;
constexpr int kLargeBadge = 34;
constexpr int kSmallBadge = 18;

QLabel *wrapped(const QString &objectName, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(objectName);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QString meaningOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Ok:
        return VerdictPanel::tr("This log shows enough of every model: estimates made from it can be relied on.");
    case Verdict::Caution:
        return VerdictPanel::tr("Estimates made from this log are shown, with these reasons beside them.");
    case Verdict::Refuse:
        return VerdictPanel::tr("This log cannot say what another routing would have done: estimates are withheld.");
    }
    return {};
}

QString scopeOf(const TrustReport &report)
{
    if (report.figures.models.empty())
        return VerdictPanel::tr("Counts are of all %1 queries; no propensities could be estimated.")
            .arg(countText(report.dataset.queryCount));
    const QString propensities =
        report.propensity.usesLogged ? VerdictPanel::tr("logged propensities weight the served models")
        : report.propensity.check    ? VerdictPanel::tr("the logged propensities are not used, estimated ones are")
                                     : VerdictPanel::tr("propensities are estimated from the log, as it has none");
    return VerdictPanel::tr("All figures are of the %1 training rows (of %2 queries); %3.")
        .arg(countText(report.figures.rows), countText(report.dataset.queryCount), propensities);
}

} // namespace

VerdictPanel::VerdictPanel(QWidget *parent)
    : QWidget(parent)
    , m_badge(new VerdictBadge(VerdictBadge::Kind::Note, kLargeBadge, this))
    , m_word(new QLabel(this))
    , m_meaning(wrapped(QStringLiteral("trustMeaning"), this))
    , m_scope(wrapped(QStringLiteral("trustScope"), this))
    , m_list(new QVBoxLayout)
    , m_more(new QPushButton(this))
{
    m_badge->setObjectName(QStringLiteral("trustBadge"));
    m_word->setObjectName(QStringLiteral("trustVerdict"));
    QFont large = m_word->font();
    large.setPointSizeF(1.6 * large.pointSizeF());
    large.setWeight(QFont::Bold);
    m_word->setFont(large);
    m_scope->setForegroundRole(QPalette::PlaceholderText);
    m_more->setObjectName(QStringLiteral("trustMoreReasons"));
    m_more->hide();
    connect(m_more, &QPushButton::clicked, this, [this] { showReasons(true); });

    auto *texts = new QVBoxLayout;
    texts->setSpacing(1);
    texts->addWidget(m_meaning);
    texts->addWidget(m_scope);
    auto *line = new QHBoxLayout;
    line->setSpacing(10);
    line->addWidget(m_badge);
    line->addWidget(m_word);
    line->addLayout(texts, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_list->setSpacing(7);
    layout->addLayout(line);
    layout->addLayout(m_list);
    layout->addWidget(m_more, 0, Qt::AlignLeft);
}

void VerdictPanel::setReport(const TrustReport &report)
{
    qDeleteAll(m_reasons);
    m_reasons.clear();
    m_verdict = report.support.verdict;
    m_badge->setKind(VerdictBadge::kindOf(m_verdict));
    m_word->setText(toText(verdictKey(m_verdict)));
    m_meaning->setText(meaningOf(m_verdict));
    m_scope->setText(scopeOf(report));
    for (const Remedy &remedy : report.remedies)
        addReason(remedy, toText(verdictKey(remedy.finding.raised)));
    showReasons(false);
    applyColors();
}

void VerdictPanel::addReason(const Remedy &remedy, const QString &verdict)
{
    const bool isNote = remedy.finding.raised == Verdict::Ok;
    auto *row = new QWidget(this);
    row->setObjectName(QStringLiteral("trustReason%1").arg(m_reasons.size()));
    auto *badge = new VerdictBadge(isNote ? VerdictBadge::Kind::Note : VerdictBadge::kindOf(remedy.finding.raised),
                                   kSmallBadge, row);
    badge->setToolTip(isNote ? tr("A note; it does not change the verdict") : verdict);
    auto *fact = wrapped(QStringLiteral("reasonFact"), row);
    QFont bold = fact->font();
    bold.setWeight(QFont::DemiBold);
    fact->setFont(bold);
    fact->setText(toText(remedy.finding.fact));
    auto *texts = new QVBoxLayout;
    texts->setSpacing(1);
    texts->addWidget(fact);
    if (!remedy.advice.empty()) {
        auto *advice = wrapped(QStringLiteral("reasonAdvice"), row);
        advice->setText(tr("What to do: %1").arg(toText(remedy.advice)));
        texts->addWidget(advice);
    }
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(8, 0, 0, 0);
    layout->setSpacing(9);
    layout->addWidget(badge, 0, Qt::AlignTop);
    layout->addLayout(texts, 1);
    m_list->addWidget(row);
    m_reasons.append(row);
}

void VerdictPanel::showReasons(bool all)
{
    const bool isCut = !all && m_reasons.size() > kShownReasons + 1;
    for (qsizetype j = 0; j < m_reasons.size(); ++j)
        m_reasons.at(j)->setVisible(!isCut || j < kShownReasons);
    m_more->setVisible(isCut);
    m_more->setText(tr("Show all %1 &reasons").arg(m_reasons.size()));
}

void VerdictPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

void VerdictPanel::applyColors()
{
    QPalette palette = m_word->palette();
    palette.setColor(QPalette::WindowText, VerdictBadge::color(VerdictBadge::kindOf(m_verdict), this->palette()));
    m_word->setPalette(palette);
}

} // namespace fairlead
