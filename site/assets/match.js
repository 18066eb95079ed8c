// How well words fit the parts of paths and the descriptions. A word of the query is compared with each
// part and each word once; what comes of it is numbers, which search.js adds up.
"use strict";
const optionMatch = (() => {
  const { STOP, WEAK, wordsOf, stem, mask, bits, distance } = typeof module === "undefined" ? optionWords : require("./words.js");
  const data = { ready: false }, cache = new Map();
  // What a description counts, where a name that is the word itself counts 1.
  const WEIGH = {
    first: 0.34, // A word in the first sentence of a description.
    rest: 0.25, // One after it.
    dense: 0.7, // How much more in a short sentence.
    syn: 0.75, // Another word that means it.
    ahead: 0.6, // A longer word that begins like it.
    both: 0.75, // What only another word of the query says.
  };

  // What is known of a word stays while somebody types the next one.
  function kept(key, make) {
    let value = cache.get(key);
    if (value) return value;
    if (cache.size > 40) cache.delete(cache.keys().next().value);
    cache.set(key, value = make());
    return value;
  }

  // The words of the descriptions, each with the options that have it; an odd number is one that has
  // it after the first sentence. Built in slices, so that no key press waits for it.
  function* indexText() {
    const postings = new Map(), stems = new Map(), sizes = new Float32Array(data.lines.length);
    for (let row = 0; row < data.lines.length; row++) {
      if (row % 500 === 499) yield;
      const seen = new Set();
      data.lines[row].split("\t").forEach((text, rest) => {
        for (const word of wordsOf(text)) {
          let root = stems.get(word);
          if (root === undefined) stems.set(word, root = word.length < 2 || STOP.has(word) ? "" : stem(word));
          if (!root) continue;
          if (!rest) sizes[row]++;
          if (seen.has(root)) continue;
          seen.add(root);
          const list = postings.get(root);
          if (list) list.push(row * 2 + rest);
          else postings.set(root, [row * 2 + rest]);
        }
      });
    }
    cache.clear();
    data.postings = postings;
    data.sizes = sizes;
    data.vocabulary = [...postings.keys()].sort();
    for (const [word, root] of stems) if (root && !data.heard.has(word)) data.heard.set(word, mask(word));
  }

  // How well a word fits a part of a path: 0 to 1.
  function fit(word, whole, part) {
    if (part.any) return part.stems[0] !== whole ? 0 : word === "name" || word === "path" ? 0.15 : 0.5;
    if (part.low === word) return 1;
    if (part.words.includes(word)) return part.words.length === 1 ? 0.98 : 0.78 - 0.02 * part.words.length;
    if (part.low.startsWith(word)) return (word.length > 2 || part.words[0].length < 5 ? 0.66 : 0.5) + 0.14 * word.length / part.low.length;
    if (part.stems.includes(whole)) return part.stems.length === 1 ? 0.97 : 0.66;
    if (word.length > 1 && part.words.some(other => other.startsWith(word))) return word.length > 2 ? 0.55 : 0.4;
    if (word.length > 2 && part.low.includes(word)) return 0.42;
    return 0;
  }

  // Parts that are written almost like the word.
  function typos(word, scores) {
    if (word.length < 3) return;
    const most = word.length < 5 ? 1 : word.length < 9 ? 2 : 3, letters = mask(word);
    for (const { word: other, ids, mask: others } of data.spelled) {
      // The first letter is seldom wrong, and a short word has many neighbours.
      const near = other[0] === word[0] || other[0] === word[1] || other[1] === word[0];
      const limit = near ? most : most - 1;
      if (limit < 1 || bits(letters & ~others) > limit) continue;
      let score = 0;
      const away = bits(others & ~letters) > limit ? limit + 1 : distance(word, other, limit);
      if (away <= limit) score = 0.62 - 0.13 * away;
      else if (near && word.length > 3 && other.length > word.length + 1 && distance(word, other.slice(0, word.length), 1) <= 1) score = 0.3;
      if (!score) continue;
      for (const id of ids) {
        const part = data.parts[id], value = part.low === other ? score : score - 0.1;
        if (!part.any && value > Math.abs(scores[id])) scores[id] = value;
      }
    }
  }

  // A word that nothing has, as the nearest that something has.
  const respelled = word => word.length < 5 || WEAK.has(word) || data.heard.has(word) ? word : kept("!" + word, () => respell(word));
  function respell(word) {
    const root = stem(word);
    if (data.withStem.has(root) || data.postings?.has(root)) return word;
    const letters = mask(word), most = word.length < 8 ? 1 : 2;
    let best = word, least = most + 1;
    for (const [other, others] of data.heard) {
      if (other.startsWith(word)) return word;
      if (other.length < 4 || Math.abs(other.length - word.length) >= least || bits(letters ^ others) > 2 * most) continue;
      const away = distance(word, other, least - 1);
      if (away < least) { least = away; best = other; }
    }
    return best;
  }

  // The fit of a word with every part. Other words that mean it, and other spellings, count less.
  const column = (word, strict) => kept((strict ? "=" : "~") + word, () => {
    const scores = makeColumn(word, strict), right = strict ? word : respelled(word);
    if (right !== word) column(right, false).forEach((score, id) => { if (Math.abs(score) * 0.95 > Math.abs(scores[id])) scores[id] = score * 0.95; });
    return scores;
  });
  function makeColumn(word, strict) {
    const scores = new Float32Array(data.parts.length), whole = stem(word);
    const root = whole.length > 3 ? whole.slice(0, -1) : whole;
    let best = 0;
    for (let id = 0; id < scores.length; id++) {
      const part = data.parts[id];
      if (!part.low.includes(root)) continue;
      const score = fit(word, whole, part);
      scores[id] = score;
      if (score > best) best = score;
    }
    if (!strict) for (const other of data.synonyms.get(word) || [])
      for (const id of data.withStem.get(other) || []) {
        const part = data.parts[id];
        const value = part.any ? 0 : part.stems.length === 1 ? 0.55 : 0.42;
        // Less than zero: another word, which counts less at a part that somebody named.
        if (value > Math.abs(scores[id])) scores[id] = -value;
      }
    if (WEAK.has(word)) return scores.map(score => score < 0.6 ? 0 : score);
    // A word that people use for others is spelled as it is meant.
    if (best < 0.6 && !data.synonyms.has(word)) typos(word, scores);
    return scores;
  }

  // Words of a query that mean each other say one thing: what has the one has the other.
  function columnsOf(list) {
    const columns = list.map(word => column(word, false));
    return columns.map((own, i) => {
      let merged = own;
      list.forEach((other, j) => {
        if (i === j || data.kindOf.has(other) || data.kindOf.has(list[i]) || !data.synonyms.get(list[i])?.has(stem(other))) return;
        merged = merged.map((score, id) => Math.abs(score) < WEIGH.both * columns[j][id] ? WEIGH.both * columns[j][id] : score);
      });
      return merged;
    });
  }

  // Scores of the descriptions for one word: words that begin like it, or like one that means it.
  const inText = word => kept("\"" + word, () => makeText(word));
  function makeText(word) {
    if (!data.vocabulary || word.length < 2) return { scores: null, count: 0 };
    const scores = new Float32Array(data.rows.length), list = data.vocabulary;
    let count = 0;
    const mark = (root, factor) => {
      for (const entry of data.postings.get(root) || []) {
        const row = entry >> 1, score = factor * (entry & 1 ? WEIGH.rest : WEIGH.first * (1 + WEIGH.dense * (3 / (2 + data.sizes[row]) - 0.3)));
        if (!scores[row]) count++;
        if (score > scores[row]) scores[row] = score;
      }
    };
    const root = stem(word);
    mark(root, 1);
    // What begins like it: somebody is still typing, or it is made longer in a way that stems do not know.
    if (root.length > 2) {
      const factor = data.postings.has(root) ? WEIGH.ahead : 0.85;
      let low = 0, high = list.length;
      while (low < high) { const middle = low + high >> 1; if (list[middle] < root) low = middle + 1; else high = middle; }
      for (; low < list.length && list[low].startsWith(root); low++) if (list[low] !== root) mark(list[low], factor);
    }
    for (const other of data.synonyms.get(word) || data.synonyms.get(root) || []) if (other.length > 2) mark(other, WEIGH.syn);
    return { scores, count };
  }

  return { data, kept, column, columnsOf, inText, respelled, indexText };
})();
if (typeof module !== "undefined") module.exports = optionMatch;
