#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QRegularExpression>
#include <QTest>

/// Two types of one name in one namespace meet at link time, and one's functions then run on the other: no compiler
/// says so. This test reads the sources and says it.
namespace {

// Patterns are no raw strings: moc reads this file, and loses its way in those that hold quotes and brackets.
const QLatin1String kRawString("R\"(\\w*)\\(.*?\\)\\1\"");
const QLatin1String
    kCommentOrText("//[^\\n]*|/\\*.*?\\*/|\"(?:[^\"\\\\\\n]|\\\\.)*\"|(?<!\\w)'(?:[^'\\\\\\n]|\\\\.)+'");
const QLatin1String kPreprocessor("(?m:^)[ \\t]*#(?:[^\\n]*\\\\\\n)*[^\\n]*");
const QLatin1String kNamespace("^(?:inline )?namespace ?([\\w:]*)$");
// What is neither a base list nor "final" behind the name makes it a specialisation, or no definition at all.
const QLatin1String
    kType("^(?:.*\\W)?(?:struct|class|union|enum(?: class| struct)?) ((?:\\w|::)+)(?: final)?(?: ?:[^:].*)?$");

/// A source without what is no code: comments, strings, characters, preprocessor lines.
QString codeOf(QString source)
{
    using Re = QRegularExpression;
    static const Re raw(kRawString, Re::DotMatchesEverythingOption);
    static const Re rest(kCommentOrText, Re::DotMatchesEverythingOption);
    static const Re preprocessor(kPreprocessor);
    return source.remove(raw).remove(rest).remove(preprocessor);
}

/// The types that a source defines at namespace scope, by their full names; those of an unnamed namespace are its own.
class TypeScan
{
public:
    explicit TypeScan(const QString &source)
    {
        QString statement;
        for (const QChar c : codeOf(source)) {
            if (c == u'{')
                open(statement.simplified());
            else if (c == u'}' && !m_scopes.isEmpty())
                m_scopes.removeLast();
            if (c == u'{' || c == u'}' || c == u';')
                statement.clear();
            else
                statement += c;
        }
    }
    [[nodiscard]] const QStringList &types() const { return m_types; }

private:
    struct Scope
    {
        bool isNamespace = false;
        QString name; ///< of a namespace; empty: unnamed
    };

    void open(const QString &statement)
    {
        static const QRegularExpression space(kNamespace);
        static const QRegularExpression type(kType);
        if (const auto match = space.match(statement); match.hasMatch()) {
            m_scopes << Scope{true, match.captured(1)};
            return;
        }
        if (const auto match = type.match(statement); match.hasMatch() && isShared())
            m_types << path() + match.captured(1);
        m_scopes << Scope{};
    }
    [[nodiscard]] bool isShared() const
    {
        return std::ranges::all_of(m_scopes,
                                   [](const Scope &scope) { return scope.isNamespace && !scope.name.isEmpty(); });
    }
    [[nodiscard]] QString path() const
    {
        QString path;
        for (const Scope &scope : m_scopes)
            path += scope.name + QStringLiteral("::");
        return path;
    }

    QVector<Scope> m_scopes;
    QStringList m_types;
};

/// Where each type is defined.
using Definitions = QHash<QString, QStringList>;

void addTypes(Definitions &definitions, const QString &file, const QString &source)
{
    const TypeScan scan(source);
    for (const QString &type : scan.types())
        definitions[type] << file;
}

Definitions readFolders(const QStringList &folders)
{
    const QDir root(QStringLiteral(FAIRLEAD_SOURCES));
    Definitions definitions;
    for (const QString &folder : folders) {
        QDirIterator files(root.filePath(folder), {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                addTypes(definitions, root.relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll()));
        }
    }
    return definitions;
}

QString described(const Definitions &definitions)
{
    QStringList lines;
    for (auto each = definitions.begin(); each != definitions.end(); ++each)
        lines << each.key() + QStringLiteral(" in ") + each.value().join(QStringLiteral(", "));
    lines.sort();
    return lines.join(u'\n');
}

/// Those defined twice; one in a header is met by every file that includes it.
Definitions repeated(Definitions definitions)
{
    definitions.removeIf([](const auto &each) { return each.value().size() < 2; });
    return definitions;
}

} // namespace

class TestTypeNames final : public QObject
{
    Q_OBJECT

private slots:
    void theScanKnowsWhatATypeIs_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QStringList>("types");
        const auto row = [](const char *name, const char *source, const QStringList &types) {
            QTest::newRow(name) << QString::fromLatin1(source) << types;
        };
        row("a struct", "namespace fairlead { struct Row { int a; }; }", {"fairlead::Row"});
        row("a final class with a base", "namespace fairlead {\nclass Row final\n    : public B<int>\n{};\n}",
            {"fairlead::Row"});
        row("a template", "namespace a { template <typename T>\nstruct Row { T a; }; }", {"a::Row"});
        row("a specialisation", "namespace a { template <> struct Row<int> {}; }", {});
        row("enums", "namespace a { enum class One { A }; enum Two : int { B }; }", {"a::One", "a::Two"});
        row("nested namespaces", "namespace a::b { struct Row {}; }\nnamespace a { namespace b { struct Row {}; } }",
            {"a::b::Row", "a::b::Row"});
        row("inside an unnamed namespace", "namespace a { namespace { struct Row {}; } struct Other {}; }",
            {"a::Other"});
        row("inside a class or a function", "struct Outer { struct Row {}; };\nvoid f() { struct Row {} row; }",
            {"Outer"});
        row("the inside of a class", "struct Outer::Impl { int a; };", {"Outer::Impl"});
        row("a promise", "class Row; struct Other *f(struct Row);", {});
        row("what only looks like one",
            "// struct A {\n/* class B { */ const char *c = \"struct C {\"; char d = '{'; auto e = R\"(struct E {)\";\n"
            "#define F struct F {\nstruct Real {};",
            {"Real"});
        row("digits with marks between", "constexpr int a = 10'000; struct Row {}; int b = 1'0;", {"Row"});
    }
    void theScanKnowsWhatATypeIs()
    {
        QFETCH(QString, source);
        QFETCH(QStringList, types);
        QCOMPARE(TypeScan(source).types(), types);
    }

    void aPlantedPairIsFound()
    {
        Definitions definitions;
        addTypes(definitions, QStringLiteral("a.h"), QStringLiteral("namespace a { struct Row { int x; }; }"));
        addTypes(definitions, QStringLiteral("b.cpp"), QStringLiteral("namespace a { class Row { double y; }; }"));
        addTypes(definitions, QStringLiteral("c.cpp"), QStringLiteral("namespace a { namespace { class Row {}; } }"));
        QCOMPARE(described(repeated(definitions)), QStringLiteral("a::Row in a.h, b.cpp"));
    }

    void noTypeOfTheProgramIsDefinedTwice()
    {
        const Definitions program = readFolders({"core", "ui", "app", "datasets"});
        QVERIFY2(program.size() > 300, qPrintable(QString::number(program.size())));
        const Definitions twice = repeated(program);
        QVERIFY2(twice.isEmpty(), qPrintable(described(twice)));
    }

    /// Tests are programs of their own, so that two may use one name; but each is linked with what it tests.
    void noTypeOfATestIsOneOfTheProgram()
    {
        const Definitions program = readFolders({"core", "ui", "app", "datasets"});
        Definitions tests = readFolders({"tests"});
        tests.removeIf([&program](const auto &each) { return !program.contains(each.key()); });
        QVERIFY2(tests.isEmpty(), qPrintable(described(tests)));
    }
};

QTEST_APPLESS_MAIN(TestTypeNames)
#include "tst_typenames.moc"
