// Words: taking them out of texts, and comparing how they are spelled.
"use strict";
const optionWords = (() => {
  const STOP = new Set("a an the of for to in on is it my i me we you your how do does can what which where when with and or that this from as at be by some want need should set use using option one only single each every am are up out its there instead into than too please make get put via".split(" "));
  // What says little, and may still be in a name.
  const WEAK = new Set("after before again across between during while until without within always never still also then now old new any some all no not about around over under off per manage configure change add create define switch turn take own specify customize run show find let have has had was were they them will would could may".split(" "));
  const wordsOf = text => text.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  // Endings that words have in one place and not in the other; what is left need not be a word.
  const ENDINGS = [[/ies$/, "y"], [/(?<=....)(ations?|ates?|ated|ating)$/, ""], [/(?<=...)(ings?|ed|es|s)$/, ""], [/(?<=...)al?ly$/, ""], [/(?<=...)e$/, ""], [/(.)\1$/, "$1"]];
  const stem = word => word.length < 4 ? word : ENDINGS.reduce((text, [end, other]) => text.replace(end, other), word);

  // The parts of a path; points in quotes do not count.
  function split(path) {
    if (!path.includes('"')) return path.split(".");
    return (path.match(/"(?:[^"\\]|\\.)*"?|[^."]+|(?<=\.)(?=\.|$)/g) || []).map(part => part.replace(/^"|"$/g, ""));
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

  // The distance of Damerau and Levenshtein, or more than `most`. Three rows are enough.
  let two = new Uint8Array(64), one = new Uint8Array(64), row = new Uint8Array(64);
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most || b.length > 60) return most + 1;
    for (let j = 0; j <= b.length; j++) row[j] = j;
    for (let i = 1; i <= a.length; i++) {
      [two, one, row] = [one, row, two];
      let least = row[0] = i;
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

  return { STOP, WEAK, wordsOf, stem, split, mask, bits, distance };
})();
if (typeof module !== "undefined") module.exports = optionWords;
