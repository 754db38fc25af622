#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/valuecard.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace fairlead;

class TestMessages final : public QObject
{
    Q_OBJECT

private slots:
    void theStripIsHiddenUntilItHasSomethingToSay()
    {
        QWidget window;
        auto *strip = new MessageStrip(&window);
        (new QVBoxLayout(&window))->addWidget(strip);
        window.show();
        QVERIFY(!strip->isVisible());
        strip->showNews(QStringLiteral("Imported 40 rows."));
        QVERIFY(strip->isVisible());
        QCOMPARE(strip->text(), QStringLiteral("Imported 40 rows."));
    }

    void anErrorShowsItsDetailAndCanBeClosed()
    {
        QWidget window;
        auto *strip = new MessageStrip(&window);
        (new QVBoxLayout(&window))->addWidget(strip);
        window.show();
        strip->showError(QStringLiteral("Could not train."), QStringLiteral("One model served everything."));
        QCOMPARE(strip->text(), QStringLiteral("Could not train.\nOne model served everything."));
        auto *title = strip->findChild<QLabel *>(QStringLiteral("messageTitle"));
        QVERIFY(title->textInteractionFlags().testFlag(Qt::TextSelectableByMouse));
        QTest::mouseClick(strip->findChild<QToolButton *>(QStringLiteral("messageClose")), Qt::LeftButton);
        QVERIFY(!strip->isVisible());
        QVERIFY(strip->text().isEmpty());
    }

    void textFromFilesIsNeverReadAsMarkup()
    {
        MessageStrip strip;
        strip.showError(QStringLiteral("<b>x</b>"), QStringLiteral("<img src=y>"));
        for (const QLabel *label : strip.findChildren<QLabel *>(Qt::FindDirectChildrenOnly)) {
            if (!label->text().isEmpty())
                QCOMPARE(label->textFormat(), Qt::PlainText);
        }
    }

    void aCardIsCopiedWithEverythingItShows()
    {
        ValueCard card(QStringLiteral("Quality"));
        CardContent content;
        content.value = QStringLiteral("0.83");
        content.interval = QStringLiteral("95%: 0.8 to 0.9");
        content.change = QStringLiteral("+0.01 since pin 1");
        content.truth = QStringLiteral("truth 0.8");
        card.setContent(content);
        card.findChild<QAction *>(QStringLiteral("cardCopy"))->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 QStringLiteral("Quality\t0.83\t95%: 0.8 to 0.9\t+0.01 since pin 1\ttruth 0.8\tOK"));
    }

    void anEmptyStateOffersItsActions()
    {
        EmptyState empty(QStringLiteral("No workspace"), QStringLiteral("Open one to begin."));
        QPushButton *open = empty.addAction(QStringLiteral("Open..."));
        QPushButton *make = empty.addAction(QStringLiteral("New..."));
        QSignalSpy clicked(open, &QPushButton::clicked);
        empty.show();
        QTest::mouseClick(open, Qt::LeftButton);
        QCOMPARE(clicked.count(), 1);
        QVERIFY(open->isDefault());
        QVERIFY(!make->isDefault());
    }
};

QTEST_MAIN(TestMessages)
#include "tst_messages.moc"
