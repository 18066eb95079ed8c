// Finds options by name, words and intent. No DOM here: `optionSearch` takes data and gives results.
//
// Every part of a path is kept once, in `parts`; an option is a row of numbers. A word of the query is
// compared with each part, and then only numbers are added up, so that 21,000 options take
// milliseconds.
"use strict";
const optionSearch = (() => {
  const STOP = new Set("a an the of for to in on is it my i me we you your how do does can what which where when with and or that this from as at be by some want need should set use using option options".split(" "));
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
  const COMMON = new Set(["programs", "services", "options", "config", "settings"]);
  const data = { ready: false };
  const wordsOf = text => text.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const stem = word => word.length < 4 ? word : word.replace(/(ies)$/, "y").replace(/(?<=...)(ing|ed|es|s)$/, "").replace(/(.)\1$/, "$1");

  function load(kind, value) {
    if (kind === "names") loadNames(value);
    else data.lines = value.split("\n"), data.text = null;
    data.ready = !!data.names;
  }

  function loadNames(value) {
    const names = [], partOf = new Map(), parts = [], rows = [];
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
          parts.push({ low, words, stems: words.map(stem), any: /^(<.*>|\*)$/.test(part), count: 0 });
        }
        parts[id].count++;
        return id;
      }));
    }
    const enable = partOf.get("enable");
    const switched = new Set(names.filter((_, index) => rows[index].at(-1) === enable).map(name => name.slice(0, -7).toLowerCase()));
    const synonyms = new Map();
    for (const group of SYNONYMS.concat(value.synonyms))
      for (const word of group)
        synonyms.set(word, new Set([...(synonyms.get(word) || []), ...group.map(other => stem(other))]));
    const guides = value.guides.map(([title, slug, about, words]) => ({ title, slug, about, stems: new Set([...wordsOf(title), ...wordsOf(words)].filter(word => !STOP.has(word)).map(stem)) }));
    Object.assign(data, { names, low: names.map(name => name.toLowerCase()), parts, rows, switched, synonyms, guides, types: value.types, type: value.type, renamed: value.renamed });
  }

  // The parts of a path; points in quotes do not count.
  function split(path) {
    if (!path.includes('"')) return path.split(".");
    return (path.match(/"(?:[^"\\]|\\.)*"?|[^."]+|(?<=\.)(?=\.|$)/g) || []).map(part => part.replace(/^"|"$/g, ""));
  }

  // How well a word fits a part of a path: 0 to 1.
  function fit(word, part) {
    if (part.any) return part.words[0] === word ? 0.15 : 0;
    if (part.low === word) return 1;
    if (part.words.includes(word)) return part.words.length === 1 ? 0.98 : 0.78 - 0.02 * part.words.length;
    if (part.low.startsWith(word)) return 0.66 + 0.14 * word.length / part.low.length;
    const whole = stem(word);
    if (part.stems.includes(whole)) return part.stems.length === 1 ? 0.85 : 0.66;
    if (word.length > 1 && part.words.some(other => other.startsWith(word))) return 0.55;
    if (word.length > 2 && part.low.includes(word)) return 0.42;
    // "sessionvariables" for `sessionVariables` is found above; here "user-name" and the like.
    return 0;
  }

  function means(word, part) {
    const group = data.synonyms.get(word);
    if (!group || part.any) return 0;
    const hits = part.stems.filter(other => group.has(other)).length;
    return hits ? (part.stems.length === 1 ? 0.55 : 0.42) : 0;
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

  function typo(word, part) {
    if (word.length < 3 || part.any) return 0;
    const most = word.length < 5 ? 1 : word.length < 9 ? 2 : 3;
    let best = 0;
    for (const other of part.words.length > 1 ? [part.low, ...part.words] : [part.low]) {
      // The first letter is seldom wrong, and a short word has many neighbours.
      const limit = other[0] === word[0] || other[0] === word[1] || other[1] === word[0] ? most : most - 1;
      if (limit < 1) continue;
      const away = distance(word, other, limit);
      if (away <= limit) best = Math.max(best, (other === part.low ? 0.62 : 0.5) - 0.13 * away);
      else if (other.length > word.length + 1 && word.length > 3) {
        const start = distance(word, other.slice(0, word.length), Math.min(1, limit));
        if (start <= 1) best = Math.max(best, 0.3);
      }
    }
    return best;
  }

  // The fit of a word with every part.
  function column(word, strict) {
    const scores = new Float32Array(data.parts.length);
    let best = 0;
    data.parts.forEach((part, id) => {
      const score = Math.max(fit(word, part), strict ? 0 : means(word, part));
      scores[id] = score;
      if (score > best) best = score;
    });
    if (best < 0.6) data.parts.forEach((part, id) => { scores[id] = Math.max(scores[id], typo(word, part)); });
    return scores;
  }

  // Rows whose parts follow each other as those of a path do, and how many parts of the path they have.
  function path(steps, found) {
    const columns = steps.map(step => step ? column(step, true) : null);
    const row = (ids, index) => {
      let best = 0;
      for (let start = 0; start < ids.length; start++) {
        let sum = 0, count = 0, wild = 0;
        while (count < steps.length && start + count < ids.length) {
          const id = ids[start + count], any = data.parts[id].any;
          const score = columns[count] === null ? 0.5 : any ? 0.6 : columns[count][id];
          const last = count === steps.length - 1;
          if (score < (last ? 0.3 : 0.36)) break;
          sum += score; count++; wild += any;
        }
        if (!count || wild === count) continue;
        const whole = count === steps.length;
        // What goes deeper than the options belongs to the option that it is a part of.
        if (!whole && (start + count < ids.length || count < Math.max(2, steps.length / 3) && steps.length > 2)) continue;
        const tail = ids.length - start - count;
        let score = sum / steps.length - 0.12 * start / ids.length - 0.02 * tail;
        score += whole ? 1 : 0.2 * count / steps.length - (start ? 0.3 : 0);
        if (whole && tail === 1 && isSwitch(index)) score += 0.05;
        if (score > best) best = score;
      }
      if (best > 0.3) found.set(index, Math.max(found.get(index) || 0, best * 2));
    };
    data.rows.forEach(row);
  }

  const isSwitch = index => data.low[index].endsWith(".enable");

  function prepareText() {
    data.text = data.lines.map(line => " " + line.toLowerCase());
    while (data.text.length < data.names.length) data.text.push("");
  }

  // All words of a query in name or description.
  function words(list, found) {
    if (data.lines && !data.text) prepareText();
    const columns = list.map(word => column(word, false)), total = data.rows.length;
    const seen = list.map(() => 0), texts = list.map((word, i) => inText(word, seen, i));
    const nameHits = columns.map(scores => data.rows.reduce((sum, ids) => sum + (ids.some(id => scores[id] > 0.4) ? 1 : 0), 0));
    const weights = list.map((_, i) => Math.log(1 + total / (1 + nameHits[i] + 0.3 * seen[i])) + 0.4);
    const all = weights.reduce((a, b) => a + b, 0);
    data.rows.forEach((ids, index) => {
      let score = 0, covered = 0, used = 0;
      for (let i = 0; i < list.length; i++) {
        const [inName, at] = inPath(columns[i], ids, list.length);
        const inWords = texts[i] ? texts[i][index] : 0;
        const best = Math.max(inName, inWords) + (inName && inWords ? 0.05 : 0);
        if (!best) continue;
        score += best * weights[i];
        covered += weights[i];
        if (at >= 0) used |= 1 << at;
      }
      if (!covered) return;
      score = score / all * (covered / all) ** 1.6;
      score += shape(ids, index, used);
      if (score > 0.08) found.set(index, Math.max(found.get(index) || 0, score));
    });
  }

  // The best part of one path for one word, weighed by its place.
  function inPath(scores, ids, count) {
    let best = 0, at = -1;
    const last = ids.length - 1;
    for (let depth = 0; depth <= last; depth++) {
      const score = scores[ids[depth]];
      if (!score) continue;
      const place = depth === last ? (count > 1 ? 1 : last > 2 ? 0.86 : 0.93) : depth < 2 ? 1 : 0.9;
      if (score * place > best) [best, at] = [score * place, depth];
    }
    return [best, at];
  }

  // What is worth less: long paths, and parts that nobody asked for. What is worth more: the switch.
  function shape(ids, index, used) {
    let idle = 0;
    for (let depth = 0; depth < ids.length; depth++)
      if (!(used >> depth & 1) && !data.parts[ids[depth]].any && !COMMON.has(data.parts[ids[depth]].low)) idle++;
    let value = -0.025 * idle - 0.004 * ids.length - 0.00005 * data.names[index].length;
    const last = ids.length - 1;
    if (last > 0 && isSwitch(index) && used >> (last - 1) & 1) value += 0.09;
    if (used >> last & 1) value += 0.03;
    return value;
  }

  // Scores of the descriptions for one word.
  function inText(word, seen, which) {
    if (!data.text || word.length < 3) return null;
    const group = [...new Set([word, stem(word), ...(data.synonyms.get(word) || [])])].filter(other => other.length > 2);
    const scores = new Float32Array(data.text.length);
    data.text.forEach((text, index) => {
      for (let i = 0; i < group.length; i++) {
        const at = text.indexOf(" " + group[i]);
        if (at < 0) continue;
        const tab = text.indexOf("\t");
        scores[index] = (at < tab ? 0.34 : 0.24) * (i < 2 ? 1 : 0.75);
        seen[which]++;
        break;
      }
    });
    return scores;
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
    return rows.filter(row => row.score >= 0.6 && list.length > 1 || row.score === 1 && list[0].length > 3).sort((a, b) => b.score - a.score).slice(0, 2);
  }

  // At most `most` results, best first.
  function query(text, most = 30) {
    const clean = text.trim().replace(/\s+/g, " "), found = new Map();
    if (!data.ready || !clean) return [];
    const low = clean.toLowerCase();
    const spoken = low.split(/[\s,;:?!=/]+/).filter(Boolean);
    const full = spoken.filter(word => !STOP.has(word));
    const terms = full.length ? full : spoken;
    for (const term of terms) {
      const bare = term.replace(/^\.+|\.+$/g, "");
      if (term.includes(".") && bare) path(split(term.replace(/^\.+/, "")), found);
    }
    const list = [...new Set(terms.flatMap(term => term.includes(".") ? split(term) : term).flatMap(term => /^[\p{L}\p{N}]+$/u.test(term) ? term : term.includes("-") && data.parts.some(part => part.low.startsWith(term)) ? term : wordsOf(term)))].slice(0, 8);
    if (list.length) words(list, found);
    const joined = list.join("");
    if (list.length > 1 && list.length < 4) compound(joined, found);
    data.low.forEach((name, index) => {
      if (name === low) found.set(index, 9);
      else if (low.length > 1 && name.startsWith(low)) found.set(index, (found.get(index) || 0) + (low.includes(".") ? 1 : 0.1));
    });
    const rows = [...found].sort((a, b) => b[1] - a[1] || data.names[a[0]].length - data.names[b[0]].length || a[0] - b[0]);
    const options = rows.slice(0, most).map(([index, score]) => result(index, score));
    const named = low.includes(".") ? [] : guides(list).map(({ guide, score }) => ({ kind: "guide", name: guide.title, url: guide.slug + ".html", type: "guide", about: guide.about, score }));
    const at = options.length && options[0].score > 0.75 ? 1 : 0;
    options.splice(at, 0, ...named);
    options.total = rows.length + named.length;
    return options.slice(0, most);
  }

  // Words that are one word in the options: "session variables", "user name".
  function compound(joined, found) {
    const ids = new Set();
    data.parts.forEach((part, id) => { if (part.low === joined && part.words.length > 1) ids.add(id); });
    if (ids.size) data.rows.forEach((row, index) => {
      if (ids.has(row.at(-1))) found.set(index, Math.max(found.get(index) || 0, 1.02 - 0.03 * row.length));
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

  return { load, query, wordsOf, isReady: () => data.ready, hasText: () => !!data.lines };
})();
if (typeof module !== "undefined") module.exports = optionSearch;
