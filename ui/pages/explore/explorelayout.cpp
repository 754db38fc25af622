// Where the parts of the Explore page stand. Apart from explorepage.cpp, which says what they show.
#include "ui/pages/explore/explorecards.h"
#include "ui/pages/explore/explorepage.h"
#include "ui/pages/explore/pins/pinlist.h"
#include "ui/pages/explore/pins/pinsview.h"
#include "ui/pages/explore/queries/exploredetails.h"
#include "ui/pages/explore/routerpicker.h"
#include "ui/plots/frontierplot.h"
#include "ui/plots/sharesplot.h"
#include "ui/widgets/costintervalpanel.h"
#include "ui/widgets/costintervalslider.h"
#include "ui/widgets/messagestrip.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QStyle>
#include <QVBoxLayout>

namespace fairlead {

namespace {

constexpr int kSideWidth = 242;

} // namespace

void ExplorePage::buildContent()
{
    m_messages = new MessageStrip(m_content);
    m_messages->setObjectName(QStringLiteral("exploreMessages"));
    m_picker = new RouterPicker(m_content);
    m_cards = new ExploreCards(m_content);
    m_pinList = new PinList(session(), this);
    m_details = new ExploreDetails(session(), m_content);
    m_pins = new PinsView(*m_pinList, m_details);
    m_details->addTab(m_pins, tr("Pin&s"));
    m_details->setTabToolTip(m_details->indexOf(m_pins), tr("Operating points that you keep, side by side"));
    m_pinButton = new QPushButton(tr("Pi&n"), m_content);
    m_pinButton->setObjectName(QStringLiteral("pinAdd"));
    m_pinButton->setToolTip(tr("Keep the point at hand (Ctrl+D)"));
    buildExportMenu();
    m_frontier = new FrontierPlot(m_content);
    m_frontier->setObjectName(QStringLiteral("exploreFrontier"));
    m_shares = new SharesPlot(m_content);
    m_shares->setObjectName(QStringLiteral("exploreShares"));
    m_interval = new CostIntervalPanel(m_content);
    m_interval->setObjectName(QStringLiteral("exploreInterval"));
    setTabOrder(m_frontier, m_shares);
    setTabOrder(m_shares, &m_interval->slider());
    m_releaseKey = new QShortcut(Qt::Key_Escape, m_content);
    m_releaseKey->setContext(Qt::WidgetWithChildrenShortcut);
    m_releaseKey->setEnabled(false);
    m_logCost = new QCheckBox(tr("&Logarithmic cost"), m_content);
    m_logCost->setObjectName(QStringLiteral("exploreLogCost"));
    m_busy = new QWidget(m_content);
    m_busy->setObjectName(QStringLiteral("exploreBusy"));
    m_busyText = new QLabel(m_busy);
    m_busyText->setObjectName(QStringLiteral("exploreBusyText"));
    m_busyBar = new QProgressBar(m_busy);
    m_busyBar->setTextVisible(false);
    m_busyBar->setFixedHeight(6);
    auto *busy = new QVBoxLayout(m_busy);
    busy->setContentsMargins(0, 0, 0, 0);
    busy->setSpacing(2);
    busy->addWidget(m_busyText);
    busy->addWidget(m_busyBar);
    m_busy->hide();

    auto *scroll = new QScrollArea(m_content);
    scroll->setObjectName(QStringLiteral("exploreCards"));
    scroll->setWidget(m_cards);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *side = new QVBoxLayout;
    side->addWidget(m_picker);
    side->addWidget(scroll, 1);
    auto *sideBox = new QWidget(m_content);
    sideBox->setLayout(side);
    side->setContentsMargins(0, 0, 0, 0);
    sideBox->setFixedWidth(kSideWidth + style()->pixelMetric(QStyle::PM_ScrollBarExtent)); // cards are never cut

    auto *top = new QHBoxLayout;
    auto *question = new QLabel(tr("What every price buys"), m_content);
    question->setToolTip(tr("Each point of the curve is one way to route."));
    question->setForegroundRole(QPalette::PlaceholderText);
    question->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    top->addWidget(question, 1);
    top->addWidget(m_logCost);
    top->addWidget(m_pinButton);
    top->addWidget(m_export);
    m_figures = new QSplitter(Qt::Vertical, m_content);
    m_figures->setObjectName(QStringLiteral("exploreSplit"));
    m_figures->setChildrenCollapsible(true);
    auto *curves = new QWidget(m_figures);
    auto *figures = new QVBoxLayout(curves);
    figures->setContentsMargins(0, 0, 0, 0);
    figures->setSpacing(4);
    figures->addLayout(top);
    figures->addWidget(m_frontier, 9);
    figures->addWidget(m_shares, 4);
    figures->addWidget(m_interval);
    m_figures->addWidget(curves);
    m_figures->addWidget(m_details);
    m_figures->setCollapsible(0, false);
    m_figures->setStretchFactor(0, 7);
    m_figures->setStretchFactor(1, 3);
    auto *plots = new QVBoxLayout;
    plots->addWidget(m_messages);
    plots->addWidget(m_busy);
    plots->addWidget(m_figures, 1);
    plots->addStretch(0);
    auto *layout = new QHBoxLayout(m_content);
    layout->setContentsMargins(10, 10, 10, 10);
    layout->setSpacing(10);
    layout->addWidget(sideBox);
    layout->addLayout(plots, 1);
}

} // namespace fairlead
