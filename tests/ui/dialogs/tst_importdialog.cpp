#include "tests/support/smalllog.h"
#include "ui/dialogs/ask.h"
#include "ui/dialogs/importdialog.h"
#include "ui/session.h"
#include "ui/widgets/messagestrip.h"
#include "ui/workspacecontents.h"

#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

namespace fairlead {

class TestImportDialog : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        const std::filesystem::path path = m_folder->filePath(QStringLiteral("w.fairlead")).toStdString();
        QVERIFY(Workspace::create(path));
        m_session = std::make_unique<Session>();
        m_session->open(path);
    }
    void cleanup()
    {
        m_session.reset();
        QVERIFY(!ask::hasPendingAnswers());
    }

    void aDryRunShowsWhatWasInferred()
    {
        ImportDialog *dialog = openOn("march.csv", test::smallLog(40));
        QCOMPARE(dialog->findChild<QLineEdit *>(QStringLiteral("importName"))->text(), QStringLiteral("march"));
        QTRY_VERIFY(dialog->isSettled());
        QVERIFY(summary(dialog).startsWith(QStringLiteral("40 of 40 rows; 0 rejected. 3 models; a log")));
        QCOMPARE(column(dialog, "model")->currentText(), QStringLiteral("model"));
        QVERIFY(column(dialog, "cost")->findText(QStringLiteral("prompt")) >= 0);
        QVERIFY(button(dialog, "importAccept")->isEnabled());
        QCOMPARE(datasets().size(), 0U);
        delete dialog;
    }

    void importWritesTheDatasetAndCloses()
    {
        QPointer<ImportDialog> dialog = openOn("march.csv", test::smallLog(40));
        QSignalSpy imported(dialog, &ImportDialog::imported);
        dialog->findChild<QLineEdit *>(QStringLiteral("importName"))->setText(QStringLiteral("spring"));
        QTRY_VERIFY(dialog->isSettled());
        QTest::mouseClick(button(dialog, "importAccept"), Qt::LeftButton);
        QTRY_VERIFY(!dialog);
        QCOMPARE(imported.count(), 1);
        QCOMPARE(datasets().size(), 1U);
        QCOMPARE(datasets().front().name, std::string("spring"));
        QCOMPARE(datasets().front().queryCount, 40U);
    }

    void badRowsAreListedAndSaved()
    {
        QByteArray csv = test::smallLog(10);
        csv += "q10,text,small,1,not-a-number\n";
        ImportDialog *dialog = openOn("march.csv", csv);
        QTRY_VERIFY(dialog->isSettled());
        QVERIFY(summary(dialog).startsWith(QStringLiteral("10 of 11 rows; 1 rejected.")));
        const auto *warnings = dialog->findChild<QTableView *>(QStringLiteral("importWarnings"));
        QVERIFY(warnings->isVisible());
        QCOMPARE(warnings->model()->index(0, 0).data().toString(), QStringLiteral("12"));
        QCOMPARE(warnings->model()->index(0, 1).data().toString(), QStringLiteral("cost"));

        const QString list = m_folder->filePath(QStringLiteral("rejects.csv"));
        ask::setNextAnswer(list);
        QTest::mouseClick(button(dialog, "importSaveWarnings"), Qt::LeftButton);
        QFile file(list);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("\n12,cost,"));

        // The list never replaces the log it is about.
        const QString log = dialog->findChild<QLineEdit *>(QStringLiteral("importFile"))->text();
        ask::setNextAnswer(log);
        QTest::mouseClick(button(dialog, "importSaveWarnings"), Qt::LeftButton);
        QFile kept(log);
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QVERIFY(kept.readAll().startsWith("query,"));
        const auto *message = dialog->findChild<MessageStrip *>(QStringLiteral("importMessage"));
        QVERIFY2(message->text().contains(QStringLiteral("Name another file")), qPrintable(message->text()));
        delete dialog;
    }

    void aColumnThatIsNotFoundCanBeMapped()
    {
        QByteArray csv = test::smallLog(20);
        csv.replace("query,prompt,model,quality,cost", "query,prompt,which,verdict,dollars");
        ImportDialog *dialog = openOn("march.csv", csv);
        QTRY_VERIFY(dialog->isSettled());
        const auto *message = dialog->findChild<MessageStrip *>(QStringLiteral("importMessage"));
        QVERIFY2(message->text().contains(QStringLiteral("which")), qPrintable(message->text()));
        QVERIFY(!button(dialog, "importAccept")->isEnabled());
        QVERIFY(column(dialog, "model")->findText(QStringLiteral("which")) >= 0);
        QCOMPARE(column(dialog, "prompt")->currentText(), QStringLiteral("prompt")); // what is known stands there
        QCOMPARE(column(dialog, "model")->currentText(), QString());

        column(dialog, "model")->setFocus();
        QTest::keyClicks(column(dialog, "model"), QStringLiteral("whi"));
        QTRY_VERIFY(dialog->isSettled());
        QCOMPARE(column(dialog, "prompt")->currentText(), QStringLiteral("prompt"));
        column(dialog, "model")->lineEdit()->clear();

        for (const auto &[role, name] : {std::pair{"model", "which"}, {"quality", "verdict"}, {"cost", "dollars"}}) {
            column(dialog, role)->setFocus();
            QTest::keyClicks(column(dialog, role), QString::fromLatin1(name));
        }
        QTRY_VERIFY(dialog->isSettled());
        QVERIFY2(summary(dialog).startsWith(QStringLiteral("20 of 20 rows")), qPrintable(message->text()));
        QVERIFY(!message->isVisible());
        QVERIFY(button(dialog, "importAccept")->isEnabled());
        delete dialog;
    }

    void aFileThatCannotBeReadIsOneMessage_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("an empty file") << QByteArray("");
        QTest::newRow("a binary file") << QByteArray("\x7f"
                                                     "ELF\0\1\2\3\0\0\xff\xfe",
                                                     12);
    }
    void aFileThatCannotBeReadIsOneMessage()
    {
        QFETCH(QByteArray, bytes);
        ImportDialog *dialog = openOn("march.csv", bytes);
        QTRY_VERIFY(dialog->isSettled());
        const auto *message = dialog->findChild<MessageStrip *>(QStringLiteral("importMessage"));
        QVERIFY(message->isVisible());
        QVERIFY(message->text().contains(QStringLiteral("march.csv")));
        QVERIFY(!button(dialog, "importAccept")->isEnabled());
        delete dialog;
    }

    void aTakenNameIsSaidInTheDialog()
    {
        for (int round = 0; round < 2; ++round) {
            QPointer<ImportDialog> dialog = openOn("march.csv", test::smallLog(20));
            QTRY_VERIFY(dialog->isSettled());
            QTest::mouseClick(button(dialog, "importAccept"), Qt::LeftButton);
            if (round == 0) {
                QTRY_VERIFY(!dialog);
            } else {
                const auto *message = dialog->findChild<MessageStrip *>(QStringLiteral("importMessage"));
                QTRY_VERIFY(message->isVisible());
                QVERIFY2(message->text().contains(QStringLiteral("march")), qPrintable(message->text()));
                delete dialog;
            }
        }
        QCOMPARE(datasets().size(), 1U);
    }

    void cancelWhileReadingLeavesAtOnce()
    {
        QPointer<ImportDialog> dialog = openOn("march.csv", test::smallLog(20'000));
        QTest::mouseClick(button(dialog, "importCancel"), Qt::LeftButton);
        QTRY_VERIFY(!dialog);
        QCOMPARE(datasets().size(), 0U);
    }

private:
    ImportDialog *openOn(const char *name, const QByteArray &bytes)
    {
        auto *dialog = new ImportDialog(
            *m_session, test::writeTestFile(m_folder->filePath(QString::fromLatin1(name)), bytes), nullptr);
        dialog->open();
        return dialog;
    }
    static QPushButton *button(ImportDialog *dialog, const char *name)
    {
        return dialog->findChild<QPushButton *>(QLatin1String(name));
    }
    static QComboBox *column(ImportDialog *dialog, const char *role)
    {
        return dialog->findChild<QComboBox *>(QStringLiteral("column_") + QLatin1String(role));
    }
    static QString summary(ImportDialog *dialog)
    {
        return dialog->findChild<QLabel *>(QStringLiteral("importSummary"))->text();
    }
    std::vector<DatasetInfo> datasets() const { return readWorkspace(m_session->path())->datasets; }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Session> m_session;
};

} // namespace fairlead

QTEST_MAIN(fairlead::TestImportDialog)
#include "tst_importdialog.moc"
