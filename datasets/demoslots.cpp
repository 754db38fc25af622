#include "datasets/demotemplates.h"

#include <algorithm>
#include <array>
#include <utility>

namespace fairlead::demo {

namespace {

using Words = std::vector<std::string_view>;

const std::vector<std::pair<std::string_view, Words>> &slotTable()
{
    static const std::vector<std::pair<std::string_view, Words>> table = {
        {"adjective",
         {"quiet", "funny", "cheap", "unusual", "elegant", "small", "cosy", "modern", "simple", "warm", "serious"}},
        {"city",
         {"Lisbon", "Ghent",  "Kyoto", "Oslo",   "Bologna", "Montreal", "Leipzig", "Porto",    "Tallinn", "Graz",
          "Bilbao", "Aarhus", "Lyon",  "Krakow", "Utrecht", "Cork",     "Bern",    "Valencia", "Turku",   "Trieste"}},
        {"codetask",
         {"parse a CSV file with quoted line breaks", "merge two sorted lists", "retry a failed request",
          "count words in a file", "reverse a linked list", "validate an email address",
          "cache results for five minutes", "read a large JSON file", "schedule background jobs",
          "compare two directory trees", "rotate log files", "resize images in a folder"}},
        {"company",
         {"Brandt Logistics", "Oakfield Ltd", "Nordlys AS", "Casa Verde", "Halloway & Sons", "Tessera Labs",
          "Bluewater Foods", "Pinto Moveis", "Keller Bau", "Arctic Fibre", "Marlow Insurance", "Studio Ferro"}},
        {"country",
         {"Germany", "France", "Spain", "Ireland", "Austria", "Portugal", "Italy", "Norway", "Poland", "Canada"}},
        {"damage",
         {"a stain on the floor", "water damage in the kitchen", "mould in the bedroom", "a broken heating",
          "noise from a building site", "holes in the wall", "a late handover", "a leaking roof"}},
        {"date",
         {"3 March", "12 April", "the 27th", "1 July 2024", "Tuesday", "19 November", "30/09/2023", "30 May", "Friday",
          "8 January 2025"}},
        {"event",
         {"the wedding", "my first day at work", "the exam next week", "moving house", "a job interview", "the reunion",
          "the diagnosis", "the big presentation"}},
        {"exception",
         {"IndexError: list index out of range", "KeyError: 'id'", "segmentation fault",
          "TypeError: undefined is not a function", "NullPointerException", "UnicodeDecodeError: invalid start byte",
          "deadlock detected", "borrow of moved value"}},
        {"field", {"tenancy", "contract", "tax", "company", "labour", "maritime", "patent"}},
        {"food",
         {"rice", "lentils", "salmon", "leeks", "mushrooms", "eggs", "aubergines", "goat cheese", "noodles", "plums",
          "tofu"}},
        {"lab", {"0.9", "1.4", "2.1", "2.8", "3.2", "4.5"}},
        {"language", {"Python", "C++", "Rust", "Go", "JavaScript", "Java", "Kotlin", "TypeScript"}},
        {"lease",
         {"fixed-term lease", "rental contract", "car lease", "commercial lease", "service contract", "gym contract"}},
        {"limit", {"40", "60", "80", "100", "120", "150", "200", "300"}},
        {"medicine",
         {"ibuprofen", "metformin", "lisinopril", "sertraline", "amoxicillin", "warfarin", "prednisone", "omeprazole"}},
        {"minute", {"05", "10", "17", "25", "32", "40", "48", "55"}},
        {"mood", {"nervous", "happy", "torn", "a bit sad", "excited", "guilty", "relieved", "tired"}},
        {"person",
         {"Amira", "Jonas", "Priya", "Tomas", "Ines", "Kwame", "Lena", "Marek", "Sofia", "Daniel", "Yuki", "Nadia",
          "Olga", "Ravi", "Elif", "Hugo"}},
        {"phrase",
         {"Where is the station?", "I would like to pay, please.", "We are looking forward to your visit.",
          "Do you have a table for two?", "The meeting has been moved to Friday.", "My suitcase has not arrived.",
          "Could you speak more slowly?", "Happy birthday and all the best!", "The invoice is attached.",
          "It is raining cats and dogs."}},
        {"product",
         {"heat pumps", "office chairs", "coffee machines", "solar panels", "bike lights", "glass bottles",
          "rain jackets"}},
        {"profession",
         {"nurse", "carpenter", "judge", "sailor", "teacher", "baker", "project manager", "journalist", "plumber"}},
        {"relative",
         {"mother", "brother", "grandfather", "daughter", "aunt", "cousin", "neighbour", "flatmate", "boss"}},
        {"snippet",
         {"def total(xs):\n    s = 0\n    for i in range(len(xs) + 1):\n        s += xs[i]\n    return s",
          "for (auto it = v.begin(); it != v.end(); ++it)\n    if (*it % 2) v.erase(it);",
          "const rows = await db.query(sql);\nrows.forEach(async r => { await save(r); });\nconsole.log('done');",
          "with open(path) as f:\n    data = json.load(f)\nreturn [d['id'] for d in data]",
          "synchronized (a) { synchronized (b) { transfer(a, b); } }\n// elsewhere\nsynchronized (b) { synchronized "
          "(a) { audit(); } }",
          "SELECT c.name, COUNT(*) FROM customers c\nLEFT JOIN orders o ON o.customer = c.id\nWHERE o.paid = 1 GROUP "
          "BY c.name;",
          "fn longest(xs: Vec<String>) -> String {\n    let mut best = xs[0];\n    for x in xs { if x.len() > "
          "best.len() { best = x; } }\n"
          "    best\n}",
          "std::mutex m;\nstd::queue<Job> q;\nvoid run() { while (true) { std::lock_guard l(m); if (!q.empty()) { "
          "q.front()(); q.pop(); } } }"}},
        {"speed", {"84", "96", "110", "127", "143", "160", "188"}},
        {"structure",
         {"skip list", "B-tree", "ring buffer", "priority queue", "interval tree", "LRU cache", "hash map", "trie"}},
        {"symptom",
         {"dizziness", "a dry cough", "swollen ankles", "chest pain on exertion", "a rash", "nausea", "blurred vision",
          "fever"}},
        {"thing",
         {"lamp", "bicycle", "ticket", "customer", "notebook", "kettle", "invoice", "violin", "parcel",
          "subscription"}},
        {"things",
         {"orders", "apples", "tickets", "notebooks", "parcels", "sensors", "invoices", "candles", "chairs", "seeds"}},
        {"tongue",
         {"French", "German", "Spanish", "Polish", "Portuguese", "Norwegian", "Italian", "Japanese", "Turkish",
          "Dutch"}},
        {"topic",
         {"gardening", "the sea", "old maps", "football", "sleep", "winter", "money", "bees", "jazz", "night trains",
          "the housework", "chess", "bread"}},
    };
    return table;
}

constexpr std::array<std::string_view, 24> kPassageSentences = {
    "{person} from {company} called on {date} about the {product}.",
    "We agreed to ship {n} {things} to {city} before {date}.",
    "The invoice over {n} EUR is still open.",
    "{person} will check the numbers with {person} and come back to us on {date}.",
    "Last year it was {n}, so this is a change of {p}%.",
    "{company} has moved its office from {city} to {city}.",
    "Please note that the price of the {product} went up by {p}% on {date}.",
    "She said that he would rather wait until the {lease} ends.",
    "In {city} the {things} were late again, {n} of them arrived damaged.",
    "Correction: it was {n}, not {n}, as {person} pointed out.",
    "Nobody objected, although {person} seemed {mood} about it.",
    "The rate we used was 1 USD = 0.{p} EUR.",
    "If {company} does not answer by {date}, {person} takes over.",
    "There is a second contract with {company} for the {product}, worth {n} USD a month.",
    "According to {person} the report contradicts what {company} wrote on {date}.",
    "The next meeting is in {city} on {date} at {q} o'clock.",
    "For {topic} there was no time left.",
    "Customers in {country} complain mostly about {damage}.",
    "{person} thanked everybody and offered {food} for lunch.",
    "Our {profession} in {city} needs {q} more weeks, since it depends on what {person} delivers.",
    "Of the {n} {things}, {p} went back to {company}.",
    "It was decided to keep the {product} for now and to look at it again on {date}.",
    "The insurance covers {damage} only up to {n} EUR.",
    "Both sides claim that the other one had promised it first.",
};

} // namespace

std::span<const std::string_view> slotWords(std::string_view slot)
{
    const auto &table = slotTable();
    const auto found =
        std::find_if(table.begin(), table.end(), [slot](const auto &entry) { return entry.first == slot; });
    return found == table.end() ? std::span<const std::string_view>()
                                : std::span<const std::string_view>(found->second);
}

std::span<const std::string_view> passageSentences()
{
    return kPassageSentences;
}

} // namespace fairlead::demo
