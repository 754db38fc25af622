#include "core/export/scriptsource.h"

namespace fairlead {

const std::string_view kCommonScript = R"(
def forward(self, embedding: Tensor, lam: Tensor) -> Tensor:
    at_knots = self.knot_scores(embedding)
    price = lam.type_as(self.knots).reshape(-1).expand(embedding.size(0)).contiguous()
    price = price.clamp(self.knots[0].item(), self.knots[-1].item())
    right = torch.searchsorted(self.knots, price, right=True).clamp(1, self.knots.size(0) - 1)
    left = right - 1
    row = torch.arange(embedding.size(0), device=embedding.device)
    lower = at_knots[row, left]
    upper = at_knots[row, right]
    way = (price - self.knots[left]).unsqueeze(1)
    width = (self.knots[right] - self.knots[left]).unsqueeze(1)
    return torch.where((price == self.knots[right]).unsqueeze(1), upper, lower + (upper - lower) * way / width)

def decide(self, embedding: Tensor, lam: Tensor) -> Tensor:
    scores = self.forward(embedding, lam)[:, self.cheapest_first]
    return self.cheapest_first[scores.argmax(1)]
)";

const std::string_view kOutcomeScript = R"(
def forest(self, z: Tensor, roots: Tensor, feature: Tensor, threshold: Tensor, left: Tensor, values: Tensor) -> Tensor:
    node = roots.unsqueeze(0).expand(z.size(0), -1)
    inside = feature[node] >= 0
    while bool(inside.any()):
        chosen = feature[node].clamp_min(0)
        below = left[node] + (z.gather(1, chosen) > threshold[node]).long()
        node = torch.where(inside, below, node)
        inside = feature[node] >= 0
    total = torch.zeros(z.size(0), values.size(1), dtype=values.dtype, device=values.device)
    for tree in range(roots.size(0)):
        total = total + values[left[node[:, tree]]]
    return total

def outcomes(self, z: Tensor) -> Tensor:
    mu = torch.addmm(self.intercept, z, self.weights)
    closeness = torch.mm(z, self.centroids) - self.half_norms
    start = 0
    for count in self.cell_counts:
        nearest = closeness[:, start:start + count].argmax(1)
        mu = mu + self.cell_values[start + nearest]
        start = start + count
    quality = self.forest(z, self.quality_forest_roots, self.quality_forest_feature, self.quality_forest_threshold,
                          self.quality_forest_left, self.quality_forest_values)
    cost = self.forest(z, self.cost_forest_roots, self.cost_forest_feature, self.cost_forest_threshold,
                       self.cost_forest_left, self.cost_forest_values)
    return mu + torch.cat([quality, cost], 1)

def knot_scores(self, embedding: Tensor) -> Tensor:
    z = (embedding.type_as(self.knots) - self.mean) * self.inverse_scale
    quality, cost = self.outcomes(z).unsqueeze(1).chunk(2, 2)
    return (quality - self.lambdas * cost) / self.temperature + self.correction(z)
)";

const std::string_view kNoCorrectionScript = R"(
def correction(self, z: Tensor) -> float:
    return 0.0
)";

const std::string_view kNetworkScript = R"(
def correction(self, z: Tensor) -> Tensor:
    hidden = torch.addmm(self.hidden_bias, z, self.hidden).relu()
    at_knots = torch.addmm(self.output_bias, hidden, self.output)
    return at_knots.view(z.size(0), -1, self.cheapest_first.size(0))
)";

const std::string_view kNetworkOnlyScript = R"(
def knot_scores(self, embedding: Tensor) -> Tensor:
    z = (embedding.type_as(self.knots) - self.mean) * self.inverse_scale
    return self.correction(z).expand(-1, self.knots.size(0), -1)
)";

const std::string_view kCarrotScript = R"(
def means_near(self, similarity: Tensor, count: int, outcome: Tensor) -> Tensor:
    last = similarity.topk(min(count, similarity.size(1)), 1)[0][:, -1:]
    near = (similarity >= last - 1e-12).type_as(self.knots)
    rows = torch.mm(near, self.served)
    mean = torch.mm(near, self.served * outcome.unsqueeze(1)) / rows.clamp_min(1)
    own_rows = self.served.sum(0)
    own = (self.served * outcome.unsqueeze(1)).sum(0) / own_rows.clamp_min(1)
    otherwise = torch.where(own_rows > 0, own, outcome.mean())
    return torch.where(rows > 0, mean, otherwise.unsqueeze(0))

def knot_scores(self, embedding: Tensor) -> Tensor:
    z = (embedding.type_as(self.knots) - self.mean) * self.inverse_scale
    unit = z / z.norm(2, [1], True).clamp_min(1e-300)
    similarity = torch.mm(unit, self.rows.type_as(self.knots).t())
    quality = self.means_near(similarity, self.quality_neighbours, self.quality)
    cost = self.means_near(similarity, self.cost_neighbours, self.cost)
    return torch.stack([quality, quality - cost], 1)
)";

const std::string_view kNeighbourScript = R"(
def knot_scores(self, embedding: Tensor) -> Tensor:
    z = (embedding.type_as(self.knots) - self.mean) * self.inverse_scale
    unit = z / z.norm(2, [1], True).clamp_min(1e-300)
    similarity = torch.mm(unit, self.rows.type_as(self.knots).t())
    means: List[Tensor] = []
    for t in range(len(self.first) - 1):
        begin = self.first[t]
        end = self.first[t + 1]
        if begin == end:
            means.append(self.overall.expand(z.size(0), 2))
        else:
            own = similarity[:, begin:end]
            last = own.topk(min(self.neighbours, end - begin), 1)[0][:, -1:]
            counted = (own >= last - 1e-12).type_as(self.knots)
            means.append(torch.mm(counted, self.outcomes[begin:end]) / counted.sum(1, keepdim=True))
    quality, cost = torch.stack(means, 2).chunk(2, 1)
    return torch.cat([quality, quality - cost], 1)
)";

const std::string_view kConstantScript = R"(
def knot_scores(self, embedding: Tensor) -> Tensor:
    return self.line.unsqueeze(0).expand(embedding.size(0), -1, -1)
)";

} // namespace fairlead
