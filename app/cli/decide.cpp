#include "app/cli/answers.h"
#include "app/cli/arguments.h"
#include "app/cli/decisionfile.h"
#include "app/cli/texttable.h"
#include "app/cli/verbs.h"
#include "core/base/fileio.h"
#include "core/base/format.h"
#include "core/export/routerexport.h"
#include "core/features/textencoder.h"
#include "core/ingest/text.h"

#include <CLI/CLI.hpp>

namespace fairlead::cli {

namespace {

/// What the router reads of the queries: their own embeddings, or embeddings of their prompts.
Result<MatrixF> embeddingsFor(const ImportedRouter &router, QueryFile &queries, Console &console)
{
    if (!queries.embeddings.empty())
        return std::move(queries.embeddings);
    if (router.textEncoder && !queries.prompts.empty()) {
        auto encoder = TextEncoder::load(*router.textEncoder);
        if (!encoder)
            return std::move(encoder).error();
        return encoder->encode(queries.prompts, console.stop(), console.progress());
    }
    if (router.textEncoder)
        return makeError(ErrorCode::BadInput,
                         "Could not decide: this router reads prompts and the queries have none. Map "
                         "their column with --map prompt=COLUMN.");
    if (router.card.needsTextEncoder)
        return makeError(
            ErrorCode::Unsupported,
            "Could not decide: this router reads embeddings that Fairlead's text encoder makes, and this file "
            "does not carry the encoder. Export the router as safetensors, which does.");
    return makeError(ErrorCode::BadInput, "Could not decide: the queries have no embeddings, and this router reads " +
                                              std::to_string(router.card.embeddingDim) +
                                              "-dimensional ones. Give them with --embeddings E.npy.");
}

Result<void> checkLambda(const RouterCard &card, double lambda)
{
    if (!card.knots.empty() && lambda >= card.knots.front() && lambda <= card.knots.back())
        return {};
    return makeError(ErrorCode::BadConfig,
                     "Could not decide: lambda " + formatSignificant(lambda, 6) +
                         " is outside the range this router answers, " +
                         formatSignificant(card.knots.empty() ? 0 : card.knots.front(), 6) + " to " +
                         formatSignificant(card.knots.empty() ? 0 : card.knots.back(), 6) + " quality per USD.");
}

Result<void> checkDimension(const RouterCard &card, const MatrixF &embeddings)
{
    if (embeddings.cols() == card.embeddingDim)
        return {};
    return makeError(ErrorCode::BadInput, "Could not decide: the queries' embeddings have " +
                                              std::to_string(embeddings.cols()) + " dimensions and this router reads " +
                                              std::to_string(card.embeddingDim) +
                                              ". Make them with the encoder that the router's log was embedded with.");
}

/// Which models each query may go to, n x m; empty where the queries name no candidates. Names that the router does not
/// know are no choice of its own, but one has to be left.
Result<Matrix<std::uint8_t>> candidatesFor(const RouterCard &card, const QueryFile &queries)
{
    if (queries.candidates.empty())
        return Matrix<std::uint8_t>();
    Matrix<std::uint8_t> available(queries.candidates.size(), card.models.size());
    for (std::size_t i = 0; i < available.rows(); ++i) {
        const std::vector<std::string> &names = queries.candidates[i];
        const auto row = available.row(i);
        for (std::size_t t = 0; t < row.size(); ++t)
            row[t] = names.empty() || std::find(names.begin(), names.end(), card.models[t]) != names.end();
        if (std::count(row.begin(), row.end(), 0) == std::ssize(row))
            return makeError(ErrorCode::BadInput, "Could not decide: none of the candidates of query '" +
                                                      queries.ids[i] + "' (" + listNames(names) +
                                                      ") is a model that this router knows (" + listNames(card.models) +
                                                      "). Correct its candidates.");
    }
    return available;
}

std::vector<std::size_t> countsOf(const Decisions &decisions)
{
    std::vector<std::size_t> counts(decisions.models.size());
    for (const std::int32_t model : decisions.chosen)
        ++counts[static_cast<std::size_t>(model)];
    return counts;
}

class DecideVerb final : public Verb
{
public:
    void addOptions(CLI::App &app) override
    {
        app.add_option("file", m_file, "A router written by fairlead-cli export")->required();
        app.add_option("--input", m_input, "Queries: CSV, JSON Lines or .npy")->required();
        app.add_option("--lambda", m_lambda, "Cost sensitivity, quality per USD, within the router's range")
            ->required();
        app.add_option("--out", m_out, "Decisions: CSV, or JSON Lines where the name ends in .jsonl")->required();
        app.add_option("--map", m_map,
                       "Columns of the queries by role, for example query=id,prompt=text,candidates=models")
            ->check(accepting(parseColumnMap));
        app.add_option("--embeddings", m_embeddings, "NumPy .npy matrix with one row per query");
    }

    Result<Answer> run(Console &console) override
    {
        if (auto safe = requireSafeOutput(m_out, {m_file, m_file + ".json", m_input, m_embeddings}); !safe)
            return std::move(safe).error();
        console.warnOfSlowBlas();
        auto router = openExportedRouter(m_file);
        if (!router)
            return std::move(router).error();
        if (auto inside = checkLambda(router->card, m_lambda); !inside)
            return std::move(inside).error();
        auto queries = readInput();
        if (!queries)
            return std::move(queries).error();
        if (const auto &warnings = queries->warnings; !warnings.empty()) {
            const auto rejected = static_cast<std::size_t>(
                std::count_if(warnings.begin(), warnings.end(), [](const ImportWarning &w) { return w.rejected; }));
            console.note(describeWarnings(warnings, warnings.size(), rejected, queries->ids.size() + rejected));
        }
        auto decisions = decide(*router, *queries, console);
        if (!decisions)
            return std::move(decisions).error();
        if (auto written = writeDecisions(m_out, *decisions); !written)
            return std::move(written).error();
        return answer(*decisions, queries->warnings);
    }

private:
    Result<QueryFile> readInput() const
    {
        const ColumnMap columns = m_map.empty() ? ColumnMap() : *parseColumnMap(m_map);
        return readQueries(m_input, columns,
                           m_embeddings.empty() ? std::nullopt : std::optional<std::filesystem::path>(m_embeddings));
    }

    Result<Decisions> decide(const ImportedRouter &router, QueryFile &queries, Console &console) const
    {
        auto embeddings = embeddingsFor(router, queries, console);
        if (!embeddings)
            return std::move(embeddings).error();
        if (auto fits = checkDimension(router.card, *embeddings); !fits)
            return std::move(fits).error();
        auto scores = router.scores(*embeddings, m_lambda);
        if (!scores)
            return std::move(scores).error();
        auto candidates = candidatesFor(router.card, queries);
        if (!candidates)
            return std::move(candidates).error();
        Decisions decisions{m_lambda, router.card.models, std::move(queries.ids), {}, std::move(*scores)};
        decisions.chosen =
            chooseModels(decisions.scores, router.card.tieCosts, candidates->empty() ? nullptr : &*candidates);
        return decisions;
    }

    Answer answer(const Decisions &decisions, const std::vector<ImportWarning> &warnings) const
    {
        const auto n = static_cast<double>(decisions.queries.size());
        const std::vector<std::size_t> counts = countsOf(decisions);
        Answer answer;
        answer.document = {{"file", m_out},
                           {"queries", decisions.queries.size()},
                           {"lambda", m_lambda},
                           {"rows_with_warnings", warnings.size()},
                           {"counts", Json::object()}};
        TextTable table({"Model", ">Queries", ">Share"});
        for (std::size_t t = 0; t < counts.size(); ++t) {
            answer.document["counts"][decisions.models[t]] = counts[t];
            table.addRow({decisions.models[t], formatCount(static_cast<double>(counts[t])),
                          formatPercent(static_cast<double>(counts[t]) / n)});
        }
        answer.text = table.text() + "\nWrote " + formatCount(n) + " decisions at lambda " +
                      formatSignificant(m_lambda, 6) + " to '" + m_out + "'.\n";
        return answer;
    }

    std::string m_file;
    std::string m_input;
    std::string m_out;
    std::string m_map;
    std::string m_embeddings;
    double m_lambda = 0;
};

} // namespace

std::unique_ptr<Verb> makeDecideVerb()
{
    return std::make_unique<DecideVerb>();
}

} // namespace fairlead::cli
