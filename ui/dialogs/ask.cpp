#include "ui/dialogs/ask.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QQueue>

namespace fairlead::ask {

namespace {

struct Seam
{
    QQueue<QVariant> answers;
    QString lastQuestion;
};

Seam &seam()
{
    static Seam instance;
    return instance;
}

std::optional<QVariant> preparedAnswer(const QString &question)
{
    if (seam().answers.isEmpty())
        return std::nullopt;
    seam().lastQuestion = question;
    return seam().answers.dequeue();
}

std::optional<QString> nonEmpty(const QString &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(text);
}

std::optional<QString> askForTarget(QWidget *parent, const QString &title, const QString &proposal,
                                    const QString &filter, const QString &suffix, QFileDialog::Options options)
{
    if (const auto answer = preparedAnswer(title))
        return nonEmpty(answer->toString());
    QFileDialog dialog(parent, title, proposal, filter);
    dialog.setOptions(options);
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setDefaultSuffix(suffix);
    dialog.selectFile(proposal);
    return dialog.exec() == QDialog::Accepted ? nonEmpty(dialog.selectedFiles().value(0)) : std::nullopt;
}

} // namespace

std::optional<QString> openFile(QWidget *parent, const QString &title, const QString &folder, const QString &filter)
{
    if (const auto answer = preparedAnswer(title))
        return nonEmpty(answer->toString());
    return nonEmpty(QFileDialog::getOpenFileName(parent, title, folder, filter));
}

std::optional<QString> saveFile(QWidget *parent, const QString &title, const QString &proposal, const QString &filter,
                                const QString &suffix)
{
    return askForTarget(parent, title, proposal, filter, suffix, QFileDialog::Options());
}

std::optional<QString> newFile(QWidget *parent, const QString &title, const QString &proposal, const QString &filter,
                               const QString &suffix)
{
    return askForTarget(parent, title, proposal, filter, suffix, QFileDialog::DontConfirmOverwrite);
}

bool confirm(QWidget *parent, const QString &question, const QString &explanation, const QString &action)
{
    if (const auto answer = preparedAnswer(question))
        return answer->toBool();
    QMessageBox box(QMessageBox::Question, QString(), question, QMessageBox::Cancel, parent);
    box.setInformativeText(explanation);
    const QPushButton *goAhead = box.addButton(action, QMessageBox::AcceptRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    return box.clickedButton() == goAhead;
}

void setNextAnswer(const QVariant &answer)
{
    seam().answers.enqueue(answer);
}

QString takeLastQuestion()
{
    return std::exchange(seam().lastQuestion, QString());
}

bool hasPendingAnswers()
{
    return !seam().answers.isEmpty();
}

} // namespace fairlead::ask
