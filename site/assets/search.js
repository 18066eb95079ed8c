// Finds options by name, words and intent. No DOM here: `optionSearch` takes data and gives results.
//
// Every part of a path is kept once, in `parts`; an option is a row of numbers. A word of the query is
// compared with each part, and then only numbers are added up, so that 21,000 options take
// milliseconds.
"use strict";
const optionSearch = (() => {
  const { STOP, wordsOf, stem, split, mask, bits, distance } = typeof module === "undefined" ? optionWords : require("./words.js");
  const COMMON = new Set(["programs", "services", "options", "config", "settings", "home"]);
  const data = { ready: false }, cache = new Map();

  // What is known of a word stays while somebody types the next one.
  function kept(key, make) {
    let value = cache.get(key);
    if (value) return value;
    if (cache.size > 40) cache.delete(cache.keys().next().value);
    cache.set(key, value = make());
    return value;
  }

  function load(kind, value) {
    if (kind === "names") loadNames(value);
    else data.lines = value.split("\n");
    data.ready = !!data.names;
  }

  // The words of the descriptions, each with the options that have it; an odd number is one that has
  // it after the first sentence. Built in slices, so that no key press waits for it.
  function* indexText() {
    const postings = new Map();
    for (let row = 0; row < data.lines.length; row++) {
      if (row % 500 === 499) yield;
      const seen = new Set();
      data.lines[row].split("\t").forEach((text, rest) => {
        for (const word of text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) || []) {
          if (seen.has(word)) continue;
          seen.add(word);
          const list = postings.get(word);
          if (list) list.push(row * 2 + rest);
          else postings.set(word, [row * 2 + rest]);
        }
      });
    }
    cache.clear();
    data.postings = postings;
    data.vocabulary = [...postings.keys()].sort();
  }

  function loadNames(value) {
    const names = [], partOf = new Map(), parts = [], rows = [], withStem = new Map(), withWord = new Map();
    const add = (map, key, id) => { const list = map.get(key); if (!list) map.set(key, [id]); else if (list.at(-1) !== id) list.push(id); };
    let before = "";
    for (const line of value.names.split("\n")) {
      const at = line.indexOf(" ");
      if (at < 0) continue;
      const name = before.slice(0, +line.slice(0, at)) + line.slice(at + 1);
      names.push(before = name);
      rows.push(split(name).map(part => {
        let id = partOf.get(part);
        if (id === undefined) {
          partOf.set(part, id = parts.length);
          const low = part.toLowerCase(), words = wordsOf(part);
          const stems = words.map(stem);
          parts.push({ low, words, stems, joined: words.join(""), any: /^(<.*>|\*)$/.test(part), common: COMMON.has(low) });
          stems.forEach(other => add(withStem, other, id));
          new Set([low, ...words]).forEach(other => add(withWord, other, id));
        }
        return id;
      }));
    }
    const synonyms = new Map();
    const means = (word, others) => synonyms.set(word, new Set([...(synonyms.get(word) || []), ...others.map(stem)]));
    for (const group of value.synonyms) for (const word of group) means(word, group);
    for (const [word, ...kinds] of value.kinds) means(word, kinds);
    const guides = value.guides.map(([title, slug, about, words, first]) => ({ title, slug, about, first, stems: new Set([...wordsOf(title), ...wordsOf(words), ...words.toLowerCase().split(/[\s.]+/)].filter(word => !STOP.has(word)).map(stem)) }));
    const spelled = [...withWord].filter(([word]) => word.length > 2).map(([word, ids]) => ({ word, ids, mask: mask(word) }));
    const low = names.map(name => name.toLowerCase());
    Object.assign(data, { low, first: Uint16Array.from(low, name => name.charCodeAt(0)), any: Uint8Array.from(parts, part => part.any), names, parts, rows, withStem, known: new Set(withWord.keys()), spelled, synonyms, guides, aliases: Object.entries(value.aliases).map(([name, words]) => [names.indexOf(name), new Set(wordsOf(words).map(stem))]), types: value.types, type: value.type, renamed: value.renamed });
  }

  // How well a word fits a part of a path: 0 to 1.
  function fit(word, whole, part) {
    if (part.any) return part.stems[0] !== whole ? 0 : word === "name" || word === "path" ? 0.15 : 0.5;
    if (part.low === word) return 1;
    if (part.words.includes(word)) return part.words.length === 1 ? 0.98 : 0.78 - 0.02 * part.words.length;
    if (part.low.startsWith(word)) return 0.66 + 0.14 * word.length / part.low.length;
    if (part.stems.includes(whole)) return part.stems.length === 1 ? 0.93 : 0.66;
    if (word.length > 1 && part.words.some(other => other.startsWith(word))) return 0.55;
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

  // The fit of a word with every part. Other words that mean it, and other spellings, count less.
  const column = (word, strict) => kept((strict ? "=" : "~") + word, () => makeColumn(word, strict));
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
    if (best < 0.6) typos(word, scores);
    return scores;
  }

  // Rows whose parts follow each other as those of a path do, and how many parts of the path they have.
  function path(steps, found) {
    const columns = steps.map(step => step ? column(step, true) : null);
    for (let index = 0; index < data.rows.length; index++) {
      const ids = data.rows[index];
      let best = 0;
      for (let start = 0; start < ids.length; start++) {
        if (columns[0] && columns[0][ids[start]] < 0.3 && !data.any[ids[start]]) continue;
        const score = along(columns, ids, start);
        if (score > best) best = score;
      }
      if (best > 0.3) raise(found, index, 2 * best + (best > 1 && isSwitch(index) ? 0.05 : 0));
    }
  }

  // How well a path fits from one part on.
  function along(columns, ids, start) {
    let sum = 0, count = 0, wild = 0, exact = 0, at = start;
    for (; count < columns.length && at < ids.length; at++) {
      const any = data.any[ids[at]], fits = columns[count], last = count === columns.length - 1;
      // Who leaves out the name of a set names what comes after it.
      if (any && at > start && fits && at + 1 < ids.length && fits[ids[at + 1]] > 0.5) continue;
      const score = fits === null ? 0.5 : any ? (last ? 0.4 : 0.6) : fits[ids[at]];
      if (score < (last ? 0.3 : 0.36)) break;
      sum += score; count++; wild += any; exact += any || score > 0.95;
    }
    if (!count || wild === count) return 0;
    const rest = ids.length - at;
    const score = sum / columns.length - 0.12 * start / ids.length - 0.03 * rest;
    if (count === columns.length) return score + 1;
    // What goes deeper than the options belongs to the option that it is a part of.
    return start || rest || count < 2 || exact < count ? 0 : score + 0.3 * count / columns.length;
  }

  function raise(found, index, score) {
    if (score > found[index]) found[index] = score;
  }

  const isSwitch = index => data.low[index].endsWith(".enable");

  // All words of a query in name or description.
  function words(list, found) {
    const columns = list.map(word => column(word, false)), total = data.rows.length;
    const texts = list.map(inText), hits = list.map(() => 0);
    // For each part, which words it has by name, and whether it has any at all.
    const has = new Uint16Array(data.parts.length);
    columns.forEach((scores, i) => scores.forEach((score, id) => { if (score) has[id] |= 256 | (Math.abs(score) > 0.4 ? 1 << i : 0); }));
    const rows = data.rows.map(ids => { let bits = 0; for (let depth = 0; depth < ids.length; depth++) bits |= has[ids[depth]]; return bits; });
    for (const bits of rows) for (let i = 0; i < list.length; i++) hits[i] += bits >> i & 1;
    // A word that nothing has tells nothing.
    const weights = list.map((_, i) => hits[i] + texts[i].count ? Math.log(1 + total / (1 + hits[i] + 0.3 * texts[i].count)) + 0.4 : 0.5);
    const all = weights.reduce((a, b) => a + b, 0), place = { score: 0, depth: -1 };
    for (let index = 0; index < total; index++) {
      if (!rows[index] && !texts.some(text => text.scores && text.scores[index])) continue;
      const ids = data.rows[index];
      let score = 0, covered = 0, used = 0, before = -1, order = 0, told = 0, named = 0, inName = 0;
      for (let depth = 0; depth < ids.length; depth++)
        if (has[ids[depth]] & 255) for (let i = 0; i < list.length; i++) if (columns[i][ids[depth]] > 0.6) named |= 1 << depth;
      for (let i = 0; i < list.length; i++) {
        inPath(columns[i], ids, list.length, place, named);
        const inWords = texts[i].scores ? texts[i].scores[index] : 0;
        if (inWords > 0.3) told += weights[i];
        if (!place.score && !inWords) continue;
        score += (Math.max(place.score, inWords) + (place.score && inWords ? 0.05 : 0)) * weights[i];
        covered += weights[i];
        inName += place.score * weights[i];
        if (place.score < inWords) continue;
        used |= 1 << place.depth;
        if (before >= 0 && place.depth > before) order += 0.06;
        before = place.depth;
      }
      if (!covered) continue;
      score = score / all * (covered / all) ** 1.6 + order + shape(ids, index, used, list.length);
      // All of it in the first sentence says more than its words do by themselves.
      if (list.length > 1) score += 0.4 * (told / all) ** 2 * Math.max(0, 1 - inName / all);
      if (score > 0.08) raise(found, index, score);
    }
  }

  // The best part of one path for one word, weighed by its place.
  function inPath(scores, ids, count, place, named) {
    place.score = 0; place.depth = -1;
    const last = ids.length - 1;
    for (let depth = 0; depth <= last; depth++) {
      let score = scores[ids[depth]];
      if (score < 0) score = named >> depth & 1 ? -0.5 * score : -score;
      if (!score) continue;
      const value = score * (depth === last ? (count > 1 ? 1 : last > 2 ? 0.86 : 0.95) : depth < 2 ? 1 : 0.9);
      if (value > place.score) { place.score = value; place.depth = depth; }
    }
  }

  // What is worth less: long paths, and parts that nobody asked for. What is worth more: the switch.
  function shape(ids, index, used, count) {
    let idle = 0;
    for (let depth = 0; depth < ids.length; depth++)
      if (!(used >> depth & 1) && !data.any[ids[depth]] && !data.parts[ids[depth]].common) idle++;
    // A program that nobody named: what holds for all of them comes first.
    if (ids.length > 2 && !(used & 2) && data.parts[ids[0]].common) idle += 3;
    let value = -0.025 * idle - 0.004 * ids.length - 0.00005 * data.names[index].length;
    const last = ids.length - 1;
    if (last > 0 && isSwitch(index) && used >> (last - 1) & 1) value += 0.09;
    // The last part says what an option is; one that nobody asked for is about something else.
    if (count > 1 && last > 1 && !(used >> last & 1) && !isSwitch(index)) value -= 0.05;
    if (used >> last & 1) value += count > 1 ? 0.03 : 0.045;
    return value;
  }

  // Scores of the descriptions for one word: words that begin like it, or like one that means it.
  const inText = word => kept("\"" + word, () => makeText(word));
  function makeText(word) {
    if (!data.vocabulary || word.length < 3) return { scores: null, count: 0 };
    const scores = new Float32Array(data.rows.length), list = data.vocabulary;
    let count = 0;
    const mark = (start, factor) => {
      let low = 0, high = list.length;
      while (low < high) { const middle = low + high >> 1; if (list[middle] < start) low = middle + 1; else high = middle; }
      for (; low < list.length && list[low].startsWith(start); low++) {
        const value = factor * (list[low].length - start.length > 3 ? 0.8 : 1);
        for (const entry of data.postings.get(list[low])) {
          const row = entry >> 1, score = (entry & 1 ? 0.24 : 0.34) * value;
          if (!scores[row]) count++;
          if (score > scores[row]) scores[row] = score;
        }
      }
    };
    mark(stem(word), 1);
    for (const other of data.synonyms.get(word) || []) if (other.length > 2) mark(other, 0.75);
    return { scores, count };
  }

  function guides(list) {
    const rows = data.guides.map(guide => {
      let hits = 0;
      for (const word of list) {
        const group = data.synonyms.get(word) || new Set();
        if (guide.stems.has(stem(word))) hits += 1;
        else if ([...group].some(other => guide.stems.has(other))) hits += 0.6;
      }
      return { guide, score: hits / list.length };
    });
    const good = rows.filter(row => row.score >= 0.6 && list.length > 1 || row.score === 1 && list[0].length > 3);
    return good.sort((a, b) => b.score - a.score);
  }

  // At most `most` results, best first.
  function query(text, most = 30) {
    const clean = text.trim().replace(/\s+/g, " "), found = new Float32Array(data.ready ? data.names.length : 0);
    if (!data.ready || !clean) return [];
    const low = clean.toLowerCase();
    const spoken = low.split(/[\s,;:?!=]+/).filter(Boolean);
    const full = spoken.filter(word => !STOP.has(word));
    const terms = full.length ? full : spoken;
    for (const term of terms) {
      const bare = term.replace(/^\.+|\.+$/g, "");
      if (term.includes(".") && bare) path(split(term.replace(/^\.+/, "")), found);
    }
    const pieces = terms.flatMap(term => term.includes(".") ? split(term) : term);
    const list = [...new Set(pieces.flatMap(wordsOf).flatMap(apart))].slice(0, 8);
    if (list.length) words(list, found);
    // A name with hyphens is one word too.
    if (pieces.some(piece => piece.includes("-"))) words([...new Set(pieces.filter(piece => /[\p{L}\p{N}]/u.test(piece)))].slice(0, 8), found);
    aliases(list, found);
    const joined = list.join("");
    if (list.length > 1 && list.length < 4) compound(joined, found);
    for (let index = 0; index < found.length; index++) {
      if (data.first[index] !== low.charCodeAt(0)) continue;
      const name = data.low[index];
      if (name === low) found[index] = 9;
      else if (low.length > 1 && name.startsWith(low)) {
        const typed = low !== clean && data.names[index].startsWith(clean);
        found[index] += (low.includes(".") ? 1 : 0.1) + (typed ? 0.6 : 0) + (name.includes(".", low.length) ? 0 : 0.2);
      }
    }
    const [rows, total] = top(found, most);
    const options = rows.map(index => result(index, found[index]));
    // One text to read is as good as the best option; whole configurations come after the others.
    const named = low.includes(".") && options[0]?.score > 0.45 ? [] : guides(list), texts = named.filter(row => row.guide.first).slice(0, 1);
    const entry = ({ guide, score }) => ({ kind: "guide", name: guide.title, url: guide.slug + ".html", type: guide.first ? "guide" : "example", about: guide.about, score });
    const told = texts.length && spoken.length > 2 && texts[0].score > 0.9;
    options.splice(told || !options.length || options[0].score < 0.45 ? 0 : 1, 0, ...texts.map(entry));
    options.splice(Math.min(options.length, 7), 0, ...named.filter(row => !row.guide.first).slice(0, 1).map(entry));
    const results = options.slice(0, most);
    results.total = total + named.length;
    return results;
  }

  // The best rows, without sorting the others. Among equals the shorter name is the better.
  function top(found, most) {
    const best = [];
    let total = 0;
    const before = (a, b) => found[b] - found[a] || data.names[a].length - data.names[b].length || a - b;
    for (let index = 0; index < found.length; index++) {
      if (!found[index]) continue;
      total++;
      if (best.length === most && before(index, best[most - 1]) > 0) continue;
      let at = best.length;
      while (at && before(index, best[at - 1]) < 0) at--;
      best.splice(at, 0, index);
      if (best.length > most) best.pop();
    }
    return [best, total];
  }

  // What people call an option that is called otherwise. All they say should be in it, or most.
  function aliases(list, found) {
    const said = list.filter(word => data.aliases.some(([, words]) => words.has(stem(word))) || inText(word).count || column(word, false).some(score => score > 0.5));
    for (const [index, words] of said.length ? data.aliases : []) {
      const count = said.filter(word => words.has(stem(word))).length, share = count / said.length;
      if (index < 0 || !count) continue;
      if (list.length === 1) raise(found, index, 0.3);
      else if (share === 1 && count > 1) raise(found, index, count === list.length ? 1.2 : 0.7);
      else if (count > 1 && share > 0.6) raise(found, index, 0.6 * share);
    }
  }

  // Words that are one word in the options: "session variables", "ssh agent".
  function compound(joined, found) {
    const ids = new Set();
    data.parts.forEach((part, id) => { if (part.words.length > 1 && part.joined === joined) ids.add(id); });
    if (ids.size) data.rows.forEach((row, index) => {
      const last = row.length - 1, depth = ids.has(row[last]) ? last : last > 0 && isSwitch(index) && ids.has(row[last - 1]) ? last - 1 : -1;
      if (depth >= 0) raise(found, index, 1.02 + shape(row, index, 1 << depth, 2));
    });
  }

  // One word that is two in the options: "historysize". What is spelled as it is stays one.
  const apart = word => word.length < 6 || data.known.has(word) ? word : kept("/" + word, () => halves(word));
  function halves(word) {
    if (data.parts.some(part => part.low.includes(word) || part.joined.includes(word))) return word;
    for (let at = 3; at < word.length - 2; at++) {
      const two = [word.slice(0, at), word.slice(at)];
      if (two.every(piece => data.known.has(piece))) return two;
    }
    return word;
  }

  function result(index, score) {
    const name = data.names[index], about = data.lines ? (data.lines[index] || "").split("\t")[0] : "";
    return { kind: "option", name, url: "options/" + slug(name) + ".html", type: data.types[data.type[index]], about, score };
  }

  // The same rule as `slug` in tree.rs.
  function slug(name) {
    if (Object.hasOwn(data.renamed, name)) return data.renamed[name];
    const text = name.replace(/[^A-Za-z0-9._-]/gu, c => "<>*".includes(c) ? "_" : "~" + c.codePointAt(0).toString(16));
    return text.startsWith(".") ? "~" + text : text;
  }

  return { load, query, indexText, wordsOf, isReady: () => data.ready };
})();
if (typeof module !== "undefined") module.exports = optionSearch;
