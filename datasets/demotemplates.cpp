#include "datasets/demotemplates.h"

namespace fairlead::demo {

namespace {

TaskFamily chat()
{
    return {
        "chat",
        0.18,
        true,
        90,
        {{0.05, "hey, how are you doing today? I just got back from {city}."},
         {0.05, "Tell me something nice about {city}."},
         {0.10, "What should I cook tonight? I have {food} and {food}."},
         {0.10, "Good morning! Any idea for a {adjective} present for my {relative}? Budget is about {n} euros."},
         {0.15, "Can you recommend a {adjective} book about {topic}?"},
         {0.20, "My {relative} is visiting {city} for {q} days. What could we do together?"},
         {0.25, "I feel {mood} about {event}. What would you say to a friend in my place?"},
         {0.45, "My {relative} and I keep arguing about {topic}. How do I bring it up without hurting anybody?"},
         {0.55, "Pretend you are a guide in {city} and answer my questions while staying in that role: first, why is "
                "{topic} such a big thing there?"},
         {0.70,
          "I have two offers, one in {city} near my {relative} and one in {city} that pays {n} more a year, and I "
          "feel {mood} about both. Talk it through with me before you say what you would do."}},
        {"Please keep in mind that my {relative} does not like {food}.",
         "And answer in the tone of a {profession}, but do not overdo it.",
         "I already tried the obvious advice, so nothing about {topic} please.",
         "Ask me one question back before you conclude."}};
}

TaskFamily extraction()
{
    return {
        "extraction",
        0.14,
        false,
        70,
        {{0.10, "List all the cities named in this text.\n\n{passage}"},
         {0.10, "Which dates are mentioned below? One per line.\n\n{passage}"},
         {0.20, "Extract every person with their company as \"name - company\".\n\n{passage}"},
         {0.25, "Read the message and give me the order number and the amount.\n\nOrder {n}: {passage}"},
         {0.30, "Return JSON with the keys customer, product and amount for the following email:\n\n{passage}"},
         {0.45, "Fill a table with the columns date, who, what, amount; leave a cell empty when the text does not "
                "say.\n\n{passage}"},
         {0.60, "Find all commitments in these notes and return a JSON array of objects with owner, task, due and "
                "depends_on. Resolve pronouns to names.\n\n{passage}"},
         {0.75,
          "Pull every amount out of the text, convert it to EUR with the rate given where there is one, and say "
          "for each which sentence it comes from. Amounts that were later corrected must not appear.\n\n{passage}"}},
        {"Write dates as YYYY-MM-DD.", "Use null for everything that is not stated; do not guess.",
         "Sort the result by amount, largest first.",
         "If two entries contradict each other keep the later one and add a field \"conflict\": true.",
         "Output only the JSON, no other words."}};
}

TaskFamily code()
{
    return {
        "code",
        0.17,
        false,
        320,
        {{0.10, "How do I {codetask} in {language}?"},
         {0.15, "What does this do?\n\n```\n{snippet}\n```"},
         {0.25, "Write a {language} function that takes a list of {things} and returns the {q} largest."},
         {0.30, "Write a SQL query: for every {thing} the number of {things} in the last {n} days."},
         {0.40, "I get `{exception}` here, why?\n\n```\n{snippet}\n```"},
         {0.45, "Write unit tests in {language} for a class that can {codetask}, with at least {q} edge cases."},
         {0.60,
          "Refactor this so that it can {codetask} without reading everything into memory:\n\n```\n{snippet}\n```"},
         {0.70,
          "Implement a {structure} in {language} with insert, erase and range queries in O(log n). It has to hold "
          "{n} {things}."},
         {0.80, "Our service that has to {codetask} deadlocks about once in {n} requests under load. Explain the race "
                "in this code and give a fix that keeps the throughput:\n\n```\n{snippet}\n```"},
         {0.90, "Write a lock-free {structure} in {language} for {q} producers, argue why it is linearisable, and show "
                "which memory orderings are needed where."}},
        {"No external libraries.", "It must run in constant memory for {n} {things}.",
         "Keep the public interface as it is, we have {q} callers.", "Also handle invalid UTF-8 and time zones.",
         "Add type hints and explain the complexity."}};
}

TaskFamily maths()
{
    return {
        "maths",
        0.13,
        false,
        260,
        {{0.05, "What is {n} + {n}?"},
         {0.10, "What is {p}% of {n}?"},
         {0.15, "{person} buys {q} {things} for {n} euros each. How much is that?"},
         {0.30, "A {thing} costs {n} euros after a discount of {p}%. What did it cost before?"},
         {0.35, "{person} reads {n} pages a day and {person} reads {q} pages more. After how many days have they read "
                "{n} pages together?"},
         {0.50, "A train leaves {city} at 8:{minute} at {speed} km/h, another one leaves {city}, {n} km away, {q} "
                "minutes later at "
                "{speed} km/h towards it. When do they meet?"},
         {0.60, "An urn holds {n} red and {n} blue balls. {q} are drawn without replacement. How likely is it that "
                "exactly two are red?"},
         {0.75, "How many integers between 1 and {n} are divisible by {q} or by {p} but by no square greater than 1? "
                "Show the steps."},
         {0.85, "{person}, {person} and {person} share {n} {things} so that each share is a multiple of {q} and no two "
                "shares differ by less than {p}. In how many ways is this possible? Prove your answer."},
         {0.90,
          "Let a_0 = {q} and a_(k+1) = {p} a_k + {n} modulo 9973. Find the period of the sequence and prove it."}},
        {"Half of them are returned on the next day.", "From the third one on there is a discount of {p}%.",
         "Give the exact fraction, not a decimal.", "Then do the same if the number {n} is replaced by {n}.",
         "Every {q} days one day is skipped."}};
}

TaskFamily translation()
{
    return {
        "translation",
        0.11,
        true,
        130,
        {{0.05, "How do you say \"{phrase}\" in {tongue}?"},
         {0.10, "Translate into {tongue}: \"{phrase}\""},
         {0.25, "Please translate this message into {tongue}.\n\n{passage}"},
         {0.35, "Translate to {tongue} for a customer, polite form:\n\n{passage}"},
         {0.50, "Translate the following notes into {tongue} and keep names, numbers and the order of the "
                "sentences.\n\n{passage}"},
         {0.65,
          "Localise this announcement for readers in {city} ({tongue}): idioms should become idioms that people there "
          "would use.\n\n{passage}"},
         {0.75,
          "Translate into {tongue} as a sworn translator would, with the terms of art of {field} law, and mark what "
          "has no exact equivalent.\n\n{passage}"},
         {0.80, "Render this in {tongue} as verse with the rhyme scheme ABAB without losing a fact.\n\n{passage}"}},
        {"Then translate it back and point out what changed.", "The reader is a {profession}.",
         "Use British spelling for what stays in English.", "Avoid gendered forms where {tongue} allows it.",
         "Keep it under {limit} words."}};
}

TaskFamily summary()
{
    return {
        "summary",
        0.11,
        true,
        140,
        {{0.10, "tl;dr please\n\n{passage}"},
         {0.15, "Summarise in one sentence:\n\n{passage}"},
         {0.25, "Give me {q} bullet points of this.\n\n{passage}"},
         {0.35, "Write minutes from these notes: decisions first, then open questions.\n\n{passage}"},
         {0.50, "Summarise the thread for a {profession} who was on holiday: what changed, who has to act, by "
                "when.\n\n{passage}"},
         {0.60, "Compare what {person} and {person} say below and summarise where they disagree.\n\n{passage}"},
         {0.70,
          "Condense this to {limit} words for the board. Numbers that contradict each other have to be reconciled or "
          "named.\n\n{passage}"},
         {0.80,
          "Write an executive summary with risks, each with likelihood and impact inferred from the text only, and "
          "quote the sentence every risk rests on.\n\n{passage}"}},
        {"Plain words, no jargon.", "Do not lose any amount or date.", "Mention {company} only where it matters.",
         "At most {limit} words.", "Keep it neutral: no side may be able to tell who wrote it."}};
}

TaskFamily legalAndMedical()
{
    return {
        "legal and medical",
        0.09,
        true,
        300,
        {{0.15, "What is the notice period for a {lease} in {country}?"},
         {0.15, "Is {symptom} a known side effect of {medicine}?"},
         {0.30,
          "My landlord in {country} wants to keep {n} euros of the deposit because of {damage}. Is that allowed?"},
         {0.35, "Can I take {medicine} together with {medicine}? I am {p} years old."},
         {0.50,
          "I signed a {lease} with {company} in {country} and want to leave {q} months early because of {damage}. What "
          "are my options and what will each cost me?"},
         {0.55, "A patient of {p} with {symptom} and {symptom} has been on {medicine} for {q} weeks. What should be "
                "ruled out "
                "first?"},
         {0.75,
          "{company} ({country}) delivered {n} {things} late to us, we had already resold them. Which claims exist "
          "between the three parties, under which law, and who bears the burden of proof?"},
         {0.80,
          "{p}-year-old, {symptom} for {q} days, now {symptom}, creatinine {lab}, on {medicine} and {medicine}. Give a "
          "differential diagnosis ordered by urgency with the next test for each, and adjust the doses."},
         {0.90, "Draft the argument for an appeal in {country}: the court of first instance held that {damage} does "
                "not end a "
                "{lease} signed {q} years ago although {company} had admitted it in writing. Distinguish the contrary "
                "precedents."}},
        {"There was an oral agreement as well, in front of {person}.", "Kidney function is reduced.",
         "The contract says the law of {country} applies.", "Name the sources you rely on.",
         "Say clearly what you are not sure about."}};
}

TaskFamily writing()
{
    return {
        "writing",
        0.07,
        true,
        420,
        {{0.10, "Write a birthday wish for my {relative}."},
         {0.15, "Give me {q} names for a shop that sells {things}."},
         {0.25, "Write a short {adjective} poem about {topic}."},
         {0.35, "Write a product description for a {adjective} {thing}, about {limit} words."},
         {0.45, "Write a letter of thanks to {person} at {company}, {adjective} but not stiff."},
         {0.55,
          "Write a story of about {limit} words in which a {profession} in {city} loses a {thing} and finds out about "
          "{topic}."},
         {0.70, "Write the opening of a novel set in {city}, told by a {profession} who lies to the reader about "
                "{event}. The "
                "lie should be possible to spot on second reading."},
         {0.80, "Write a sonnet in iambic pentameter on {topic}; the first letters of its lines have to spell a "
                "name, and the "
                "turn has to come in line nine."}},
        {"Every sentence has to be shorter than {p} words.", "No adjectives.", "End where it began.",
         "Let the {relative} speak in dialect.", "It has to mention {food}, {city} and the number {n}."}};
}

} // namespace

const std::vector<TaskFamily> &taskFamilies()
{
    static const std::vector<TaskFamily> families = {chat(),    extraction(),      code(),   maths(), translation(),
                                                     summary(), legalAndMedical(), writing()};
    return families;
}

} // namespace fairlead::demo
