// Finds options by name, words and intent. No DOM here: `optionSearch` takes data and gives results.
//
// Every part of a path is kept once, in `parts`; an option is a row of numbers. A word of the query is
// compared with each part, and then only numbers are added up, so that 21,000 options take
// milliseconds.
"use strict";
const optionSearch = (() => {
  const STOP = new Set("a an the of for to in on is it my i me we you your how do does can what which where when with and or that this from as at be by some want need should set use using option one only single each every am are up out its there".split(" "));
  // Words that people use for each other; sites add their own.
  const SYNONYMS = [
    ["directory", "directories", "folder", "folders", "dir", "dirs"],
    ["enable", "activate", "start", "on"], ["disable", "off"],
    ["user", "users", "account", "accounts"], ["size", "limit", "max", "maximum"],
    ["password", "passwd", "secret", "secrets", "credential", "credentials"],
    ["key", "keys"], ["keybinding", "keybindings", "shortcut", "shortcuts", "hotkey", "bindings"],
    ["color", "colors", "colour", "colours", "theme"], ["alias", "aliases"],
    ["plugin", "plugins", "extension", "extensions", "addon"], ["memory", "ram"],
    ["config", "configuration", "settings", "conf"], ["env", "environment", "variable", "variables"],
    ["delete", "remove", "clean", "cleanup", "clear"], ["certificate", "certificates", "tls", "ssl", "acme"],
    ["program", "programs", "package", "packages", "install"], ["mail", "email"],
    ["home", "homes"], ["boot", "startup"], ["font", "fonts"], ["mode", "permission", "permissions", "chmod"],
    ["owner", "user", "chown"], ["command", "exec", "run", "script"], ["log", "logs", "journal"],
    ["shell", "bash", "zsh", "fish"], ["editor", "vim", "neovim", "emacs"], ["name", "username"],
  ];
  const COMMON = new Set(["programs", "services", "options", "config", "settings", "home"]);
  const data = { ready: false };
  const wordsOf = text => text.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const stem = word => word.length < 4 ? word : word.replace(/(ies)$/, "y").replace(/(?<=...)(ing|ed|es|s)$/, "").replace(/(.)\1$/, "$1");

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
          parts.push({ low, words, stems, any: /^(<.*>|\*)$/.test(part) });
          stems.forEach(other => add(withStem, other, id));
          new Set([low, ...words]).forEach(other => add(withWord, other, id));
        }
        return id;
      }));
    }
    const synonyms = new Map();
    for (const group of SYNONYMS.concat(value.synonyms))
      for (const word of group)
        synonyms.set(word, new Set([...(synonyms.get(word) || []), ...group.map(other => stem(other))]));
    const guides = value.guides.map(([title, slug, about, words, first]) => ({ title, slug, about, first, stems: new Set([...wordsOf(title), ...wordsOf(words)].filter(word => !STOP.has(word)).map(stem)) }));
    const spelled = [...withWord].filter(([word]) => word.length > 2).map(([word, ids]) => ({ word, ids, mask: mask(word) }));
    Object.assign(data, { names, low: names.map(name => name.toLowerCase()), parts, rows, withStem, spelled, synonyms, guides, aliases: Object.entries(value.aliases).map(([name, words]) => [names.indexOf(name), new Set(wordsOf(words).map(stem))]), types: value.types, type: value.type, renamed: value.renamed });
  }

  // The parts of a path; points in quotes do not count.
  function split(path) {
    if (!path.includes('"')) return path.split(".");
    return (path.match(/"(?:[^"\\]|\\.)*"?|[^."]+|(?<=\.)(?=\.|$)/g) || []).map(part => part.replace(/^"|"$/g, ""));
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

  // Which letters a word has, as bits: words that differ in many are not compared further.
  function mask(word) {
    let bits = 0;
    for (let i = 0; i < word.length; i++) bits |= 1 << (word.charCodeAt(i) & 31);
    return bits;
  }
  function bits(number) {
    let count = 0;
    for (; number; number &= number - 1) count++;
    return count;
  }

  // The distance of Damerau and Levenshtein, or more than `most`.
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let two = [], one = [], row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      [two, one, row] = [one, row, [i]];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        const cost = a[i - 1] === b[j - 1] ? 0 : 1;
        let value = Math.min(one[j] + 1, row[j - 1] + 1, one[j - 1] + cost);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, two[j - 2] + 1);
        row[j] = value;
        if (value < least) least = value;
      }
      if (least > most) return most + 1;
    }
    return row[b.length];
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
        if (!part.any && value > scores[id]) scores[id] = value;
      }
    }
  }

  // The fit of a word with every part. Other words that mean it, and other spellings, count less.
  function column(word, strict) {
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
        if (value > scores[id]) scores[id] = value;
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
      const any = data.parts[ids[at]].any, fits = columns[count], last = count === columns.length - 1;
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
    for (const ids of data.rows)
      for (let i = 0; i < list.length; i++)
        for (let depth = 0; depth < ids.length; depth++)
          if (columns[i][ids[depth]] > 0.4) { hits[i]++; break; }
    const weights = list.map((_, i) => Math.log(1 + total / (1 + hits[i] + 0.3 * texts[i].count)) + 0.4);
    const all = weights.reduce((a, b) => a + b, 0), place = { score: 0, depth: -1 };
    for (let index = 0; index < total; index++) {
      const ids = data.rows[index];
      let score = 0, covered = 0, used = 0, before = -1, order = 0;
      for (let i = 0; i < list.length; i++) {
        inPath(columns[i], ids, list.length, place);
        const inWords = texts[i].scores ? texts[i].scores[index] : 0;
        if (!place.score && !inWords) continue;
        score += (Math.max(place.score, inWords) + (place.score && inWords ? 0.05 : 0)) * weights[i];
        covered += weights[i];
        if (place.score < inWords) continue;
        used |= 1 << place.depth;
        if (before >= 0 && place.depth > before) order += 0.06;
        before = place.depth;
      }
      if (!covered) continue;
      score = score / all * (covered / all) ** 1.6 + order + shape(ids, index, used, list.length);
      if (score > 0.08) raise(found, index, score);
    }
  }

  // The best part of one path for one word, weighed by its place.
  function inPath(scores, ids, count, place) {
    place.score = 0; place.depth = -1;
    const last = ids.length - 1;
    for (let depth = 0; depth <= last; depth++) {
      const score = scores[ids[depth]];
      if (!score) continue;
      const value = score * (depth === last ? (count > 1 ? 1 : last > 2 ? 0.86 : 0.95) : depth < 2 ? 1 : 0.9);
      if (value > place.score) { place.score = value; place.depth = depth; }
    }
  }

  // What is worth less: long paths, and parts that nobody asked for. What is worth more: the switch.
  function shape(ids, index, used, count) {
    let idle = 0;
    for (let depth = 0; depth < ids.length; depth++)
      if (!(used >> depth & 1) && !data.parts[ids[depth]].any && !COMMON.has(data.parts[ids[depth]].low)) idle++;
    let value = -0.025 * idle - 0.004 * ids.length - 0.00005 * data.names[index].length;
    const last = ids.length - 1;
    if (last > 0 && isSwitch(index) && used >> (last - 1) & 1) value += 0.09;
    // The last part says what an option is; one that nobody asked for is about something else.
    if (count > 1 && last > 1 && !(used >> last & 1) && !isSwitch(index)) value -= 0.05;
    if (used >> last & 1) value += count > 1 ? 0.03 : 0.045;
    return value;
  }

  // Scores of the descriptions for one word: words that begin like it, or like one that means it.
  function inText(word) {
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
    const list = [...new Set(terms.flatMap(term => term.includes(".") ? split(term) : term).flatMap(term => /^[\p{L}\p{N}]+$/u.test(term) ? term : term.includes("-") && data.parts.some(part => part.low.startsWith(term)) ? term : wordsOf(term)))].slice(0, 8);
    if (list.length) words(list, found);
    // What people call an option that is called otherwise: all they say has to be in it.
    if (list.length > 1) for (const [index, words] of data.aliases) if (index >= 0 && list.every(word => words.has(stem(word)))) raise(found, index, 1.2);
    const joined = list.join("");
    if (list.length > 1 && list.length < 4) compound(joined, found);
    for (let index = 0; index < found.length; index++) {
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
    const named = low.includes(".") ? [] : guides(list), texts = named.filter(row => row.guide.first).slice(0, 1);
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

  // Words that are one word in the options: "session variables", "user name".
  function compound(joined, found) {
    const ids = new Set();
    data.parts.forEach((part, id) => { if (part.low === joined && part.words.length > 1) ids.add(id); });
    if (ids.size) data.rows.forEach((row, index) => {
      if (ids.has(row.at(-1))) raise(found, index, 1.02 + shape(row, index, 1 << row.length - 1, 2));
    });
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
