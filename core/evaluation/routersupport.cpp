#include "core/evaluation/routersupport.h"

#include "core/base/format.h"
#include "core/causal/thresholds.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <queue>
#include <utility>

namespace fairlead {

namespace {

using namespace thresholds;

/// Changes between stored sums; a look-up adds at most this many.
constexpr std::size_t kStride = 64;

/// One query's part in the sums changes: its choice becomes, or stops being, one of these kinds.
struct Change
{
    double lambda = 0;
    double weight = 0; ///< above 0: the log's model becomes the choice, below: it stops, 0: neither
    std::int8_t refused = 0;
    std::int8_t underClip = 0;

    [[nodiscard]] bool matters() const { return weight != 0 || refused != 0 || underClip != 0; }
};

struct Sums
{
    long double weights = 0; ///< adding and taking off millions of weights leaves no trace in a double
    long double squares = 0;
    std::int64_t agreeing = 0;
    std::int64_t refused = 0;
    std::int64_t underClip = 0;

    void apply(const Change &change)
    {
        if (change.weight != 0) {
            const long double weight = change.weight;
            weights += weight;
            squares += change.weight > 0 ? weight * weight : -weight * weight;
            agreeing += change.weight > 0 ? 1 : -1;
        }
        refused += change.refused;
        underClip += change.underClip;
    }
};

/// The largest of the weights that are in at the moment.
class LargestWeight
{
public:
    explicit LargestWeight(std::vector<double> weights)
        : m_weights(std::move(weights))
        , m_isIn(m_weights.size(), false)
    {}

    void set(std::uint32_t query, bool isIn)
    {
        m_isIn[query] = isIn;
        if (isIn)
            m_heap.emplace(m_weights[query], query);
    }
    [[nodiscard]] double value()
    {
        while (!m_heap.empty() && !m_isIn[m_heap.top().second])
            m_heap.pop();
        return m_heap.empty() ? 0 : m_heap.top().first;
    }

private:
    std::vector<double> m_weights;
    std::vector<bool> m_isIn;
    std::priority_queue<std::pair<double, std::uint32_t>> m_heap;
};

/// From this many changes on, the largest weight is this.
struct Maximum
{
    std::size_t position;
    double weight;
};

/// What can be wrong with a router at a lambda. Of each pair the graver comes first.
enum Problem : unsigned
{
    kNoneAgrees = 1U << 0U,
    kFewAgreeRefused = 1U << 1U,
    kFewAgree = 1U << 2U,
    kToRefusedRefused = 1U << 3U,
    kToRefused = 1U << 4U,
    kUnderClipRefused = 1U << 5U,
    kUnderClip = 1U << 6U,
    kHeavyRow = 1U << 7U
};
constexpr std::array kProblems{kNoneAgrees, kFewAgreeRefused,  kFewAgree,  kToRefusedRefused,
                               kToRefused,  kUnderClipRefused, kUnderClip, kHeavyRow};
constexpr unsigned kRefusing = kNoneAgrees | kFewAgreeRefused | kToRefusedRefused | kUnderClipRefused;

Verdict verdictOf(unsigned problems)
{
    if ((problems & kRefusing) != 0)
        return Verdict::Refuse;
    return problems != 0 ? Verdict::Caution : Verdict::Ok;
}

unsigned problemsOf(const RoutingSupport &support)
{
    const auto share = [&](std::size_t count) {
        return static_cast<double>(count) / static_cast<double>(support.queries);
    };
    unsigned problems = 0;
    if (support.agreeing == 0)
        problems |= kNoneAgrees;
    else if (support.effectiveSampleSize < kRefuseAgreeingRows)
        problems |= kFewAgreeRefused;
    else if (support.effectiveSampleSize < kCautionAgreeingRows)
        problems |= kFewAgree;
    else if (support.largestWeightShare > kCautionWeightShare)
        problems |= kHeavyRow;
    if (support.toRefused > 0)
        problems |= share(support.toRefused) >= kRefuseRoutedShare ? kToRefusedRefused : kToRefused;
    if (share(support.underClip) >= kCautionUnderClipShare)
        problems |= share(support.underClip) >= kRefuseUnderClipShare ? kUnderClipRefused : kUnderClip;
    return problems;
}

/// Problems of an interval, without the milder of a pair where the graver is there too.
unsigned withoutMilder(unsigned problems)
{
    if ((problems & (kNoneAgrees | kFewAgreeRefused)) != 0)
        problems &= ~static_cast<unsigned>(kFewAgree);
    if ((problems & kNoneAgrees) != 0)
        problems &= ~static_cast<unsigned>(kFewAgreeRefused);
    if ((problems & kToRefusedRefused) != 0)
        problems &= ~static_cast<unsigned>(kToRefused);
    if ((problems & kUnderClipRefused) != 0)
        problems &= ~static_cast<unsigned>(kUnderClip);
    return problems;
}

std::string countText(double value)
{
    return formatCount(value);
}

/// How sentences call a policy and what it serves a query with.
struct Wording
{
    std::string policy; ///< "this router"
    std::string choice; ///< "what this router chooses"
    std::string where;  ///< behind "held-out queries ": "", "of this segment "
};

Wording routerWording()
{
    return {"this router", "what this router chooses", {}};
}

Wording singleModelWording(const std::string &model)
{
    return {"'" + model + "' alone", "'" + model + "'", {}};
}

Wording segmentWording()
{
    return {"this router here", "what this router chooses", "of this segment "};
}

/// "'a' or 'b'": the models that the log's diagnosis refuses.
std::string refusedModels(std::span<const std::string> names, const SupportReport &log)
{
    std::string refused;
    for (std::size_t t = 0; t < log.models.size(); ++t) {
        if (log.models[t].verdict == Verdict::Refuse)
            refused += (refused.empty() ? "'" : " or '") + names[t] + "'";
    }
    return refused;
}

std::string sentence(Problem problem, const RoutingSupport &support, const Wording &wording,
                     const std::string &refusedNames, double clip)
{
    const auto share = [&](std::size_t count) {
        return formatPercent(static_cast<double>(count) / static_cast<double>(support.queries));
    };
    const std::string heldOut = countText(static_cast<double>(support.queries)) + " held-out queries " + wording.where;
    switch (problem) {
    case kNoneAgrees:
        return "In none of the " + heldOut + "the log served " + wording.choice + ", so nothing checks the value of " +
               wording.policy + ". Serve a random share of queries with it, and log that.";
    case kFewAgreeRefused:
    case kFewAgree:
        return "In " + countText(static_cast<double>(support.agreeing)) + " of " + heldOut + "the log served " +
               wording.choice + "; after weighting they are worth only " +
               countText(std::round(support.effectiveSampleSize)) +
               ". Log more queries, or serve more of them at random.";
    case kToRefusedRefused:
    case kToRefused:
        return "This router sends " + share(support.toRefused) + " of the queries to " + refusedNames +
               ", of which the log says too little: log more of its answers, or import the log without its rows.";
    case kUnderClipRefused:
    case kUnderClip:
        return share(support.underClip) + " of the queries would get " + wording.choice +
               ", with which the log served such queries less than once in " + countText(std::round(1 / clip)) +
               " times; there the value is the outcome model's alone. Serve a random share of queries (5% is a start) "
               "with every model, and log that.";
    case kHeavyRow:
        return "One held-out query carries " + formatPercent(support.largestWeightShare, 0) +
               " of the weight behind the value of " + wording.policy +
               ". Log more queries, or serve more of them at random.";
    }
    return {};
}

/// Problems from this lambda on.
struct Stretch
{
    double lo;
    unsigned problems;
};

} // namespace

struct RouterSupport::Impl
{
    std::size_t queries = 0;
    double lambdaMin = 0;
    double lambdaMax = 0;
    double clip = 0;
    std::vector<Change> changes; ///< by lambda
    std::vector<Sums> stored;    ///< before changes 0, kStride, 2 kStride ...
    std::vector<Maximum> maxima; ///< by position, the first at 0
    std::vector<Stretch> stretches;
    std::string refusedNames;

    [[nodiscard]] double clamp(double lambda) const
    {
        return lambda >= lambdaMin ? std::min(lambda, lambdaMax) : lambdaMin;
    }
    [[nodiscard]] RoutingSupport supportFrom(const Sums &sums, double largest) const;
    [[nodiscard]] RoutingSupport at(double lambda) const;
    [[nodiscard]] std::vector<Stretch>::const_iterator stretchAt(double lambda) const;
    void findStretches(const Sums &initial);
};

RoutingSupport RouterSupport::Impl::supportFrom(const Sums &sums, double largest) const
{
    RoutingSupport support;
    support.queries = queries;
    support.agreeing = static_cast<std::size_t>(sums.agreeing);
    support.toRefused = static_cast<std::size_t>(sums.refused);
    support.underClip = static_cast<std::size_t>(sums.underClip);
    if (sums.agreeing > 0) {
        support.effectiveSampleSize = static_cast<double>(sums.weights * sums.weights / sums.squares);
        support.largestWeightShare = static_cast<double>(largest / sums.weights);
    }
    return support;
}

RoutingSupport RouterSupport::Impl::at(double lambda) const
{
    const auto after = std::upper_bound(changes.begin(), changes.end(), lambda,
                                        [](double value, const Change &change) { return value < change.lambda; });
    const auto position = static_cast<std::size_t>(after - changes.begin());
    Sums sums = stored[position / kStride];
    for (std::size_t i = position / kStride * kStride; i < position; ++i)
        sums.apply(changes[i]);
    const auto next = std::upper_bound(maxima.begin(), maxima.end(), position,
                                       [](std::size_t value, const Maximum &max) { return value < max.position; });
    return supportFrom(sums, std::prev(next)->weight);
}

std::vector<Stretch>::const_iterator RouterSupport::Impl::stretchAt(double lambda) const
{
    return std::prev(std::upper_bound(stretches.begin(), stretches.end(), lambda,
                                      [](double value, const Stretch &stretch) { return value < stretch.lo; }));
}

/// One walk over all changes: sums every few of them, and where the problems change.
void RouterSupport::Impl::findStretches(const Sums &initial)
{
    Sums sums = initial;
    std::size_t maximum = 0;
    stored.push_back(sums);
    const auto advanceMaximum = [&](std::size_t position) {
        while (maximum + 1 < maxima.size() && maxima[maximum + 1].position <= position)
            ++maximum;
        return maxima[maximum].weight;
    };
    stretches.push_back({lambdaMin, problemsOf(supportFrom(sums, advanceMaximum(0)))});
    for (std::size_t i = 0; i < changes.size(); ++i) {
        sums.apply(changes[i]);
        if ((i + 1) % kStride == 0)
            stored.push_back(sums);
        if (i + 1 < changes.size() && changes[i + 1].lambda == changes[i].lambda)
            continue;
        const unsigned problems = problemsOf(supportFrom(sums, advanceMaximum(i + 1)));
        if (problems != stretches.back().problems)
            stretches.push_back({changes[i].lambda, problems});
    }
}

double RoutingSupport::unsupportedShare() const
{
    return queries == 0 ? 0 : static_cast<double>(toRefused + underClip) / static_cast<double>(queries);
}

RoutingSupport singleModelSupport(const HeldOutTables &tables, std::span<const std::size_t> rows, std::size_t model)
{
    RoutingSupport support;
    support.queries = rows.size();
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (const std::size_t i : rows) {
        if (static_cast<std::size_t>(tables.loggedModel[i]) != model) {
            support.underClip += tables.propensity(i, model) < tables.clip;
            continue;
        }
        const double weight = 1 / std::max(tables.served[i], tables.clip);
        ++support.agreeing;
        sum += weight;
        squares += weight * weight;
        largest = std::max(largest, weight);
    }
    if (support.agreeing > 0) {
        support.effectiveSampleSize = sum * sum / squares;
        support.largestWeightShare = largest / sum;
    }
    return support;
}

Judgement judgeSingleModel(const RoutingSupport &support, const std::string &model, double clip)
{
    Judgement judgement;
    if (support.queries == 0) {
        judgement.add(Verdict::Refuse, "No held-out query could be sent to '" + model + "'. Log more queries.");
        return judgement;
    }
    const unsigned problems = problemsOf(support);
    for (const Problem problem : kProblems) {
        if ((problems & problem) != 0)
            judgement.add(verdictOf(problem), sentence(problem, support, singleModelWording(model), {}, clip));
    }
    return judgement;
}

RoutingSupport routingSupport(const HeldOutTables &tables, std::span<const std::size_t> rows,
                              std::span<const std::uint16_t> decisions, const SupportReport &log)
{
    RoutingSupport support;
    support.queries = rows.size();
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (const std::size_t i : rows) {
        const std::size_t chosen = decisions[i];
        const bool isRefused = log.models[chosen].verdict == Verdict::Refuse;
        support.toRefused += isRefused ? 1 : 0;
        support.underClip += !isRefused && tables.propensity(i, chosen) < tables.clip ? 1 : 0;
        if (static_cast<std::size_t>(tables.loggedModel[i]) != chosen)
            continue;
        const double weight = 1 / std::max(tables.propensity(i, chosen), tables.clip);
        ++support.agreeing;
        sum += weight;
        squares += weight * weight;
        largest = std::max(largest, weight);
    }
    if (support.agreeing > 0) {
        support.effectiveSampleSize = sum * sum / squares;
        support.largestWeightShare = largest / sum;
    }
    return support;
}

Judgement judgeSegment(const RoutingSupport &support, std::span<const std::string> names, const SupportReport &log,
                       double clip)
{
    Judgement judgement;
    if (support.queries == 0) {
        judgement.add(Verdict::Refuse, "No held-out query is of this segment. Log more queries.");
        return judgement;
    }
    const unsigned problems = problemsOf(support);
    for (const Problem problem : kProblems) {
        if ((problems & problem) != 0)
            judgement.add(verdictOf(problem),
                          sentence(problem, support, segmentWording(), refusedModels(names, log), clip));
    }
    return judgement;
}

RouterSupport::RouterSupport(std::shared_ptr<const Impl> impl)
    : m_impl(std::move(impl))
{}

Result<RouterSupport> RouterSupport::build(const SweepIndex &index, const MatrixD &propensity,
                                           std::span<const std::int32_t> served, std::span<const std::string> names,
                                           const SupportReport &log, double clip)
{
    const std::size_t n = index.queries();
    const std::size_t m = index.models();
    if (propensity.rows() != n || propensity.cols() != m || served.size() != n || names.size() != m ||
        log.models.size() != m || n == 0)
        return makeError(ErrorCode::Internal, "Could not judge the router's support: held-out rows and sweep differ "
                                              "in shape. Train the router again.");
    if (!(clip > 0 && clip <= 1))
        return makeError(ErrorCode::BadConfig, "The clip of held-out propensities must lie above 0 and at most at 1.");
    auto impl = std::make_shared<Impl>();
    impl->queries = n;
    impl->clip = clip;
    impl->lambdaMin = index.lambdaMin();
    impl->lambdaMax = index.lambdaMax();
    impl->refusedNames = refusedModels(names, log);

    std::vector<double> weights(n);
    for (std::size_t i = 0; i < n; ++i)
        weights[i] = 1 / std::max(propensity(i, static_cast<std::size_t>(served[i])), clip);
    /// What serving the query with the model adds to the sums.
    const auto part = [&](std::uint32_t query, std::size_t model) {
        const bool refused = log.models[model].verdict == Verdict::Refuse;
        const bool agrees = static_cast<std::size_t>(served[query]) == model;
        return Change{0, agrees ? weights[query] : 0, static_cast<std::int8_t>(refused),
                      static_cast<std::int8_t>(!refused && propensity(query, model) < clip)};
    };
    LargestWeight largest(weights);
    Sums initial;
    const std::vector<std::uint16_t> first = index.decisions(impl->lambdaMin);
    for (std::uint32_t i = 0; i < n; ++i) {
        const Change added = part(i, first[i]);
        initial.apply(added);
        if (added.weight > 0)
            largest.set(i, true);
    }
    impl->maxima.push_back({0, largest.value()});
    // decisions(lambdaMin) has made the events at lambdaMin already.
    for (const SwitchEvent &event : index.events()) {
        if (event.isBefore(impl->lambdaMin))
            continue;
        const Change from = part(event.query, event.from);
        const Change to = part(event.query, event.to);
        const Change change{event.lambda, to.weight - from.weight, static_cast<std::int8_t>(to.refused - from.refused),
                            static_cast<std::int8_t>(to.underClip - from.underClip)};
        if (!change.matters())
            continue;
        impl->changes.push_back(change);
        if (change.weight != 0)
            largest.set(event.query, change.weight > 0);
        if (const double weight = largest.value(); weight != impl->maxima.back().weight)
            impl->maxima.push_back({impl->changes.size(), weight});
    }
    impl->findStretches(initial);
    return RouterSupport(std::move(impl));
}

RoutingSupport RouterSupport::at(double lambda) const
{
    return m_impl->at(m_impl->clamp(lambda));
}

Judgement RouterSupport::judge(double lambda) const
{
    const RoutingSupport support = at(lambda);
    const unsigned problems = problemsOf(support);
    Judgement judgement;
    for (const Problem problem : kProblems) {
        if ((problems & problem) != 0)
            judgement.add(verdictOf(problem),
                          sentence(problem, support, routerWording(), m_impl->refusedNames, m_impl->clip));
    }
    return judgement;
}

IntervalSupport RouterSupport::over(double lo, double hi) const
{
    const Impl &d = *m_impl;
    const double from = d.clamp(std::min(lo, hi));
    const double to = d.clamp(std::max(lo, hi));
    IntervalSupport result;
    unsigned problems = 0;
    double refused = 0;
    std::array<double, kProblems.size()> seenAt{};
    for (auto stretch = d.stretchAt(from); stretch != d.stretches.end() && stretch->lo <= to; ++stretch) {
        const double begin = std::max(from, stretch->lo);
        const double end = std::next(stretch) == d.stretches.end() ? to : std::min(to, std::next(stretch)->lo);
        const Verdict verdict = verdictOf(stretch->problems);
        result.worst = std::max(result.worst, verdict);
        refused += verdict == Verdict::Refuse ? end - begin : 0;
        if (result.stretches.empty() || result.stretches.back().verdict != verdict)
            result.stretches.push_back({begin, verdict});
        for (std::size_t k = 0; k < kProblems.size(); ++k) {
            if ((stretch->problems & kProblems[k]) != 0 && (problems & kProblems[k]) == 0)
                seenAt[k] = begin;
        }
        problems |= stretch->problems;
    }
    const bool isRefused =
        result.worst == Verdict::Refuse && (from == to || refused >= kRefuseIntervalShare * (to - from));
    problems = withoutMilder(problems);
    for (std::size_t k = 0; k < kProblems.size(); ++k) {
        if ((problems & kProblems[k]) == 0)
            continue;
        const std::string where =
            seenAt[k] > from ? "From lambda " + formatSignificant(seenAt[k], 3) + " on: " : std::string();
        result.judgement.add(std::min(verdictOf(kProblems[k]), isRefused ? Verdict::Refuse : Verdict::Caution),
                             where + sentence(kProblems[k], d.at(seenAt[k]), routerWording(), d.refusedNames, d.clip));
    }
    return result;
}

} // namespace fairlead
