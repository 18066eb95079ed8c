// Finds options by name, words and intent. No DOM here: `optionSearch` takes data and gives results.
//
// Every part of a path is kept once, in `parts`; an option is a row of numbers. A word of the query is
// compared with each part, and then only numbers are added up, so that 21,000 options take
// milliseconds.
"use strict";
const optionSearch = (() => {
  const { STOP, WEAK, wordsOf, stem, split, mask } = typeof module === "undefined" ? optionWords : require("./words.js");
  const { data, kept, column, columnsOf, inText, respelled, indexText } = typeof module === "undefined" ? optionMatch : require("./match.js");
  const COMMON = new Set(["programs", "services", "options", "config", "settings", "home"]);
  // What an option gains or loses, where a name that is the query itself gains 1.
  const WEIGH = {
    names: 0.16, // Words that are in the name.
    told: 0.4, // All of it in one sentence.
    cov: 1.1, // How sorely a missing word is missed.
    order: 0.06, // Words in the order of the path.
    textCov: 0.8, // A word that is in the description alone, of one that is found.
    minor: 0.25, // Options that are seldom meant.
    idle: 0.025, // A part that nobody asked for.
    app: 4.6, // A program that nobody named, in such parts.
    len: 0.004, // Each part.
    deep: 0.03, // Each part below the third.
    lastIdle: 0.06, // A last part that nobody asked for.
    sw: 0.1, // The switch of what was asked for.
    kind: 1.2, // Programs of a kind.
    weak: 0.3, // Words that say little.
    alias: 0.6, // What people call it, where not all of it fits.
    aliasSyn: 0.7, // Another word for a word of it.
    aliasMin: 0.55, // How much of it has to fit.
    program: 0.2, // The package of something that nobody named.
  };

  function load(kind, value) {
    if (kind === "names") loadNames(value);
    else data.lines = value.split("\n");
    data.ready = !!data.names;
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
    const kinds = value.kinds.map(([word, ...members]) => [word.split("+").map(stem), new Set(members)]);
    for (const [word, ...members] of value.kinds) if (!word.includes("+")) means(word, members);
    const guides = value.guides.map(([title, slug, about, words, first]) => ({ title, slug, about, first, titles: new Set(wordsOf(title).map(stem)), words: [...wordsOf(title), ...wordsOf(words)], stems: new Set([...wordsOf(title), ...wordsOf(words), ...words.toLowerCase().split(/[\s.]+/)].filter(word => !STOP.has(word)).map(stem)) }));
    const heard = new Map([...withWord.keys(), ...[...synonyms.keys()].flatMap(word => word.split("+")), ...guides.flatMap(guide => guide.words), ...Object.values(value.aliases).flatMap(wordsOf)].map(word => [word, mask(word)]));
    const spelled = [...withWord].filter(([word]) => word.length > 2).map(([word, ids]) => ({ word, ids, mask: mask(word) }));
    const low = names.map(name => name.toLowerCase());
    Object.assign(data, { low, first: Uint16Array.from(low, name => name.charCodeAt(0)), any: Uint8Array.from(parts, part => part.any), common: Uint8Array.from(parts, part => part.common), packages: Uint8Array.from(parts, part => part.low === "package"), switches: Uint8Array.from(low, name => name.endsWith(".enable")), names, parts, rows, withStem, known: new Set(withWord.keys()), heard, spelled, synonyms, guides, kinds, kindOf: new Set(value.kinds.map(([word]) => word)), minor: Uint8Array.from(names, name => (value.minor || []).some(start => name.startsWith(start))), aliases: Object.entries(value.aliases).map(([name, words]) => [names.indexOf(name), new Set(wordsOf(words).map(stem)), ` ${words} `.toLowerCase()]), types: value.types, type: value.type, renamed: value.renamed });
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

  const isSwitch = index => data.switches[index];

  // All words of a query in name or description.
  function words(list, found) {
    const columns = columnsOf(list), total = data.rows.length;
    const texts = list.map(respelled).map(inText), hits = list.map(() => 0);
    // For each part, which words it has by name, and whether it has any at all.
    const has = new Uint16Array(data.parts.length);
    columns.forEach((scores, i) => {
      for (let id = 0; id < scores.length; id++) if (scores[id]) has[id] |= 256 | (Math.abs(scores[id]) > 0.25 ? 1 << i : 0) | (scores[id] > 0.6 ? 512 : 0);
    });
    const rows = new Uint16Array(total), counts = texts.filter(text => text.scores);
    for (let index = 0; index < total; index++) {
      const ids = data.rows[index];
      let bits = 0;
      for (let depth = 0; depth < ids.length; depth++) bits |= has[ids[depth]];
      rows[index] = bits;
      for (let i = 0; bits & 255 && i < list.length; i++) hits[i] += bits >> i & 1;
    }
    // A word that nothing has tells nothing.
    const weights = list.map((word, i) => (hits[i] + texts[i].count ? Math.log(1 + total / (1 + hits[i] + 0.3 * texts[i].count)) + 0.4 : 0.5) * (WEAK.has(word) ? WEIGH.weak : 1));
    const all = weights.reduce((a, b) => a + b, 0), place = { score: 0, depth: -1 };
    const poor = new Map();
    let good = 0;
    for (let index = 0; index < total; index++) {
      let any = rows[index];
      for (let i = 0; !any && i < counts.length; i++) any = counts[i].scores[index];
      if (!any) continue;
      const ids = data.rows[index];
      let score = 0, covered = 0, used = 0, before = -1, order = 0, told = 0, named = 0, inName = 0;
      for (let depth = 0; depth < ids.length; depth++)
        if (has[ids[depth]] & 512) named |= 1 << depth;
      for (let i = 0; i < list.length; i++) {
        inPath(columns[i], ids, list.length, place, named);
        const inWords = texts[i].scores ? texts[i].scores[index] : 0;
        if (inWords > 0.3) told += weights[i];
        if (!place.score && !inWords) continue;
        score += (place.score + inWords * (1 - place.score)) * weights[i];
        covered += weights[i] * Math.max(place.score > 0.4 ? 1 : 2 * place.score, inWords ? WEIGH.textCov + (1 - WEIGH.textCov) * Math.min(1, 2 * inWords) : 0);
        inName += place.score * weights[i];
        if (place.score < inWords) continue;
        used |= 1 << place.depth;
        if (before >= 0 && place.depth > before) order += WEIGH.order;
        before = place.depth;
      }
      if (!covered) continue;
      score = score / all * (covered / all) ** WEIGH.cov + order + shape(ids, index, used, list.length);
      // All of it in the first sentence says more than its words do by themselves.
      score += WEIGH.names * (inName / all) ** 2;
      if (data.minor[index] && !columns.some(scores => scores[ids.at(-1)] > 0.97)) score -= WEIGH.minor;
      if (list.length > 1) score += WEIGH.told * (told / all) ** 2 * Math.max(0, 1 - inName / all);
      if (score > 0.08) { raise(found, index, score); good++; }
      else poor.set(index, score);
    }
    // Little has much of what was asked: then what has some of it is better than nothing.
    if (good < 5) for (const [index, score] of poor) raise(found, index, 0.08 * Math.exp(4 * (score - 0.08)));
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
      if (!(used >> depth & 1) && !data.any[ids[depth]] && !data.common[ids[depth]]) idle++;
    // A program that nobody named: what holds for all of them comes first.
    if (ids.length > 2 && !(used & 2) && data.common[ids[0]]) idle += WEIGH.app;
    let value = -WEIGH.idle * idle - WEIGH.len * ids.length - 0.00005 * data.names[index].length;
    const last = ids.length - 1;
    if (ids.length > 3) value -= WEIGH.deep * (ids.length - 3);
    if (last > 0 && isSwitch(index) && used >> (last - 1) & 1) value += WEIGH.sw;
    // The last part says what an option is; one that nobody asked for is about something else.
    if (count > 1 && last > 1 && !(used >> last & 1) && !isSwitch(index)) value -= WEIGH.lastIdle;
    // The package that a program is taken from is seldom what somebody means who names no program.
    if (last > 0 && data.packages[ids[last]] && !(used >> (last - 1) & 1)) value -= WEIGH.program;
    if (used >> last & 1) value += count > 1 ? 0.03 : 0.045;
    return value;
  }

  function guides(list) {
    const weights = list.map(word => WEAK.has(word) ? WEIGH.weak : 1), all = weights.reduce((a, b) => a + b, 0);
    const rows = data.guides.map(guide => {
      let hits = 0;
      list.forEach((word, i) => {
        const group = data.synonyms.get(word) || new Set();
        if (guide.stems.has(stem(word))) hits += weights[i];
        else if ([...group].some(other => guide.stems.has(other))) hits += 0.6 * weights[i];
      });
      return { guide, score: hits / all, titled: list.length > 1 && list.every(word => guide.titles.has(stem(word))) };
    });
    const good = rows.filter(row => row.score >= 0.6 && list.length > 1 || row.score === 1 && list[0].length > 3);
    return good.sort((a, b) => b.titled - a.titled || b.score - a.score);
  }

  // The words of the descriptions, and what a first query would have to make, before somebody asks.
  function* prepare() {
    yield* indexText();
    for (const text of ["enable the service", "a.b", "eanble"]) {
      yield;
      query(text);
    }
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
    for (const some of [list, list.flatMap(word => word.length > 6 ? kept("/" + word, () => halves(word)) : word)])
      if (some.length && (some === list || some.length > list.length)) words(some.slice(0, 8), found);
    // A name with hyphens is one word too.
    if (pieces.some(piece => piece.includes("-"))) words([...new Set(pieces.filter(piece => /[\p{L}\p{N}]/u.test(piece)))].slice(0, 8), found);
    const meant = list.map(respelled);
    kinds(meant, found);
    aliases(meant, spoken, found);
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
    const named = low.includes(".") && options[0]?.score > 0.45 ? [] : guides(meant), texts = named.filter(row => row.guide.first).slice(0, 1);
    const entry = ({ guide, score }) => ({ kind: "guide", name: guide.title, url: guide.slug + ".html", type: guide.first ? "guide" : "example", about: guide.about, score });
    const told = texts.length && (texts[0].titled || list.length > 1 && texts[0].score > 0.9 && !(options[0]?.score > (spoken.length > 2 ? 1.1 : 0.7)));
    options.splice(told || !options.length || options[0].score < 0.45 && texts[0]?.score > 0.75 ? 0 : 1, 0, ...texts.map(entry));
    const whole = named.filter(row => !row.guide.first).slice(0, 1);
    options.splice(whole[0]?.score === 1 && !(options[0]?.score > 0.5) ? 0 : Math.min(options.length, 7), 0, ...whole.map(entry));
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

  // What people call an option that is called otherwise. All they say should be in it, or most; a word
  // that little else has says more than others.
  function aliases(list, spoken, found) {
    if (!data.aliases.length) return;
    const phrase = ` ${spoken.join(" ")} `;
    const told = list.filter(word => data.aliases.some(([, words]) => words.has(stem(word))) || inText(word).count || column(word, false).some(score => score > 0.5));
    const said = told.map(word => ({ root: stem(word), others: data.synonyms.get(word) || [], weight: rarity(word), weak: WEAK.has(word) }));
    const all = said.reduce((sum, word) => sum + word.weight, 0);
    for (const [index, words, text] of all ? data.aliases : []) {
      let count = 0, share = 0, own = 0;
      for (const { root, others, weight, weak } of said) {
        const is = words.has(root), fits = is ? 1 : [...others].some(other => words.has(other)) ? WEIGH.aliasSyn : 0;
        count += is; own += fits && !weak; share += fits * weight / all;
      }
      if (index < 0 || !count) continue;
      if (spoken.length > 1 && text.includes(phrase)) raise(found, index, 1.25);
      else if (list.length === 1) raise(found, index, 0.3);
      else if (count === said.length && count > 1) raise(found, index, count === list.length ? 1.2 : 0.7);
      else if (own > 1 && share > WEIGH.aliasMin) raise(found, index, WEIGH.alias * share);
    }
  }

  // How few descriptions have a word.
  const rarity = word => Math.log(1 + data.names.length / (1 + inText(word).count)) * (WEAK.has(word) ? WEIGH.weak : 1);

  // Programs of the kind that is asked for: "file manager", "status bar".
  function kinds(list, found) {
    const strong = list.filter(word => !WEAK.has(word)), roots = (strong.length ? strong : list).map(stem);
    for (const [phrase, members] of data.kinds) {
      const count = phrase.length;
      if (!phrase.every(word => roots.includes(word)) || count < 2 && roots.length > 1) continue;
      const score = WEIGH.kind * (count / roots.length) ** 1.5;
      for (let index = 0; index < data.rows.length; index++) {
        const ids = data.rows[index], last = ids.length - 1;
        if (last < 1 || last > 3 || !isSwitch(index) || !members.has(data.parts[ids[last - 1]].low)) continue;
        raise(found, index, score - 0.02 * last);
      }
    }
  }

  // Words that are one word in the options: "session variables", "ssh agent".
  function compound(joined, found) {
    const ids = new Set();
    data.parts.forEach((part, id) => { if (part.joined === joined) ids.add(id); });
    if (ids.size) data.rows.forEach((row, index) => {
      const last = row.length - 1, depth = ids.has(row[last]) ? last : last > 0 && isSwitch(index) && ids.has(row[last - 1]) ? last - 1 : -1;
      if (depth >= 0) raise(found, index, 1.12 + shape(row, index, 1 << depth, 2));
    });
  }

  // One word that is two in the options: "historysize". What is spelled as it is stays one.
  const apart = word => word.length < 6 || data.known.has(word) || data.parts.some(part => part.joined.includes(word)) ? word : kept("/" + word, () => halves(word));
  function halves(word) {
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

  return { load, query, indexText: prepare, wordsOf, isReady: () => data.ready };
})();
if (typeof module !== "undefined") module.exports = optionSearch;
